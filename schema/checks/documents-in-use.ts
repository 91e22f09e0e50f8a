import type { Manifest } from '../../gateway/documents/manifest.ts';
import type { UsageExport } from '../../gateway/registry/usage-export.ts';

/** A document that some client may run, and what is known of its use. */
export interface DocumentInUse {
  readonly client: string;
  readonly id: string;
  readonly name: string;
  readonly body: string;
  /** Undefined where nothing was counted. */
  readonly use: string | undefined;
}

/**
 * The documents of the files, and those that a running gateway exported (`lifeready operations report`), each once.
 * @param manifests of the files, by client
 */
export function documentsInUse(
  manifests: ReadonlyMap<string, Manifest>,
  usage: UsageExport | undefined,
): DocumentInUse[] {
  const exported = Object.entries(usage?.clients ?? {}).flatMap(([client, { documents }]) =>
    documents.map((document) => ({ client, ...document })),
  );
  const useOf = new Map(exported.map((document) => [keyOf(document), inWords(document, usage?.days ?? 0)] as const));
  const ofFiles = [...manifests].flatMap(([client, { operations }]) =>
    operations.map((document) => ({ client, ...document })),
  );
  const all = new Map([...exported, ...ofFiles].map((document) => [keyOf(document), document]));
  return [...all].map(([key, { client, id, name, body }]) => ({ client, id, name, body, use: useOf.get(key) }));
}

function keyOf({ client, id }: { readonly client: string; readonly id: string }): string {
  return `${client} ${id}`;
}

function inWords(document: { readonly count: number; readonly lastUsedAt: string | null }, days: number): string {
  const time = `in ${String(days)} days`;
  if (document.lastUsedAt === null) return `not used ${time}`;
  return `used ${String(document.count)} times ${time}, last on ${document.lastUsedAt.slice(0, 10)}`;
}
