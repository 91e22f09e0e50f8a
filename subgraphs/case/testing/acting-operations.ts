import { isId } from '#platform/ids';
import { mutationText } from './case-client.ts';
import { CONTACTS } from './world.ts';
import type { ActingWorld } from './acting-world.ts';
import type { CaseClient, GraphAnswer } from './case-client.ts';

type Ids = ActingWorld['ids'];

/** One way to ask for something of somebody else: what is asked, and which of the ids in it say whose it is. */
interface Operation {
  readonly ask: (client: CaseClient, ids: Ids) => Promise<GraphAnswer>;
  readonly probes: readonly (keyof Ids)[];
  /** What an answer without errors shows. */
  readonly shows: (data: never) => string;
}

const done = (): string => 'done';
const shown = ({ it }: { readonly it: unknown }): string => (it === null ? 'null' : 'shown');

function query(text: string, probe: keyof Ids, shows: Operation['shows'] = shown): Operation {
  return {
    ask: (client, ids) => client.ask(`query ($id: ID!) { ${text} }`, { id: ids[probe] }),
    probes: [probe],
    shows,
  };
}

function mutation(
  name: string,
  probes: readonly (keyof Ids)[],
  input: (ids: Ids) => Record<string, unknown>,
  selection = '{ case { id status contacts { name } } }',
): Operation {
  return {
    ask: (client, ids) => client.ask(mutationText(name, selection), { input: input(ids) }),
    probes,
    shows: done,
  };
}

interface Children {
  readonly it: Record<'packs' | 'shareLinks' | 'transitions', { readonly nodes: readonly unknown[] }> & {
    readonly contacts: readonly unknown[];
    readonly evidence: readonly unknown[];
  };
}

const CHILDREN = `it: case(id: $id) {
  evidence { name document { id } } contacts { name } transitions { nodes { to } } packs { nodes { id } } shareLinks { nodes { id } } }`;

/** Numbers of slots, contacts, transitions, packs and links of the case with the link. */
function counted({ it }: Children): string {
  if (it === (null as never)) return 'null';
  const lists = [it.evidence, it.contacts, it.transitions.nodes, it.packs.nodes, it.shareLinks.nodes];
  return lists.map(({ length }) => String(length)).join(' ');
}

const fetching = (pack: 'amberPack' | 'redPack' | 'deathPack'): Operation =>
  mutation('requestPackDownload', [pack], (ids) => ({ packId: ids[pack] }), '{ downloadUrl }');

/** Every query field and mutation that names somebody's object, in an order in which the owner can run them all. */
export const OPERATIONS = {
  case: query('it: case(id: $id) { id notes missing }', 'draft'),
  cases: query('it: cases(onBehalfOf: $id) { nodes { id } }', 'principal'),
  entity: query(
    'it: _entities(representations: [{ __typename: "Case", id: $id }]) { ... on Case { id status } }',
    'draft',
    ({ it }: { readonly it: readonly unknown[] }) => (it[0] === null ? 'null' : 'shown'),
  ),
  children: query(CHILDREN, 'linkCase', counted),
  redPacks: query('it: case(id: $id) { packs { nodes { id } } }', 'redCase', ({ it }: Children) =>
    it === (null as never) ? 'null' : String(it.packs.nodes.length),
  ),
  openEmergencyPack: mutation('openEmergencyPack', ['principal'], (ids) => ({
    contacts: CONTACTS,
    directiveDocumentIds: [ids.amberDocument],
    onBehalfOf: ids.principal,
  })),
  openDeathReadiness: mutation('openDeathReadiness', ['principal'], (ids) => ({
    executorNomineePersonId: ids.person,
    onBehalfOf: ids.principal,
  })),
  attachEvidence: mutation('attachEvidence', ['draft', 'amberDocument'], (ids) => ({
    caseId: ids.draft,
    slot: 'directive_2',
    documentId: ids.amberDocument,
  })),
  attachRed: mutation('attachEvidence', ['draft', 'redDocument'], (ids) => ({
    caseId: ids.draft,
    slot: 'directive_3',
    documentId: ids.redDocument,
  })),
  detachEvidence: mutation('detachEvidence', ['toEmpty'], ({ toEmpty }) => ({ caseId: toEmpty, slot: 'directive_1' })),
  markCaseReady: mutation('markCaseReady', ['toMark'], ({ toMark }) => ({ caseId: toMark })),
  exportPack: mutation(
    'exportPack',
    ['toExport'],
    ({ toExport }) => ({ caseId: toExport }),
    '{ pack { id } downloadUrl }',
  ),
  exportRed: mutation('exportPack', ['redCase'], ({ redCase }) => ({ caseId: redCase }), '{ pack { id } }'),
  fetchAmber: fetching('amberPack'),
  fetchRed: fetching('redPack'),
  fetchDeath: fetching('deathPack'),
  issueShareLink: mutation('issueShareLink', ['linkCase'], ({ linkCase }) => ({ caseId: linkCase }), '{ url }'),
  revokeShareLink: mutation('revokeShareLink', ['link'], ({ link }) => ({ shareLinkId: link })),
  revokeCase: mutation('revokeCase', ['linkCase'], ({ linkCase }) => ({ caseId: linkCase })),
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
export type Outcomes = Readonly<Record<OperationName, string>>;

/** What came of it: the code of the only error, or what is shown. */
export function outcomeOf({ shows }: Pick<Operation, 'shows'>, { data, errors }: GraphAnswer): string {
  return errors?.[0]?.extensions.code ?? shows(data as never);
}

/** The same ids, but for these, of which nobody ever heard. */
export function withoutProbes(ids: Ids, probes: readonly (keyof Ids)[], fresh: () => string): Ids {
  return { ...ids, ...Object.fromEntries(probes.filter((probe) => isId(ids[probe])).map((probe) => [probe, fresh()])) };
}
