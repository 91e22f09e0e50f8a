import { isId } from '#platform/ids';
import { idOf, parsePage, toConnection } from '#platform/paging';
import { CLIENT_NAME } from '../documents/clients.ts';
import { parseDocumentId } from '../documents/document-id.ts';
import { MAX_KEYS, registerClientKey, revokeClientKey } from './client-keys.ts';
import { registerClient, requireClient, setMode } from './clients.ts';
import { exportUsage } from './export-usage.ts';
import { listClientRows, listKeyRows } from './persistence/client-rows.ts';
import { listDocumentRows } from './persistence/document-rows.ts';
import { listManifestRows } from './persistence/manifest-rows.ts';
import { publishManifest } from './publish-manifest.ts';
import { reportMode } from './report-mode.ts';
import { retireDocuments } from './retire-documents.ts';
import type { ClientList } from '../documents/document-store.ts';
import type { ServedSupergraph } from './judge-document.ts';
import type { Registry } from './registry.ts';

/**
 * The registry over the gateway's own database.
 * @param deps.builtIn lists of the files
 * @param deps.served the supergraph that documents are held to, whichever it is when they are published
 */
export function createRegistry(deps: {
  readonly builtIn: readonly ClientList[];
  readonly served: () => ServedSupergraph;
}): Registry {
  const { builtIn, served } = deps;
  return {
    publishManifest: (tx, input) => publishManifest(tx, input, served()),
    listDocuments: async (tx, { client, ...args }) => {
      const page = parsePage(args, (key) => parseDocumentId(key) === key);
      await requireClient(tx, client);
      return toConnection(await listDocumentRows(tx, client, page.before, page.readLimit), page, idOf);
    },
    listManifests: async (tx, { client, ...args }) => {
      const page = parsePage(args, isId);
      await requireClient(tx, client);
      return toConnection(await listManifestRows(tx, client, page.before, page.readLimit), page, idOf);
    },
    listClients: async (tx, args) => {
      const page = parsePage(args, (key) => CLIENT_NAME.test(key));
      return toConnection(await listClientRows(tx, page.before, page.readLimit), page, ({ name }) => name);
    },
    listClientKeys: async (tx, { client, nowMs }) => {
      await requireClient(tx, client);
      return listKeyRows(tx, client, new Date(nowMs).toISOString(), MAX_KEYS);
    },
    findClient: (tx, { client }) => requireClient(tx, client),
    retireDocuments,
    reportMode: (tx, input) => reportMode(tx, input, builtIn),
    setMode,
    registerClient: (tx, input) => registerClient(tx, input, builtIn),
    registerClientKey,
    revokeClientKey,
    exportUsage: (tx, input) => exportUsage(tx, input, builtIn),
  };
}
