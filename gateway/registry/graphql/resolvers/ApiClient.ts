import { parseInput } from '#platform/errors';
import { days, mode } from '../input.ts';
import { modeName, partyName } from '../names.ts';
import type { ApiClientResolvers } from '../generated/resolvers.ts';

export const ApiClient: ApiClientResolvers = {
  party: ({ party }) => partyName(party),
  mode: (client) => modeName(client.mode),
  keys: ({ name }, _args, { read }) =>
    read((registry, tx, nowMs) => registry.listClientKeys(tx, { client: name, nowMs })),
  manifests: ({ name }, { first, after }, { read }) =>
    read((registry, tx) => registry.listManifests(tx, { client: name, first, after })),
  documents: ({ name }, { first, after }, { read }) =>
    read((registry, tx) => registry.listDocuments(tx, { client: name, first, after })),
  modeReport: ({ name }, args, { read }) => {
    const asked = { mode: parseInput(mode, args.mode, 'mode'), days: parseInput(days, args.days, 'days') };
    return read((registry, tx, nowMs) => registry.reportMode(tx, { client: name, ...asked, nowMs }));
  },
};
