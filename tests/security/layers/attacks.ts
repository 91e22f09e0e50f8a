import type { AttackWorld, Answer } from './attack-world.ts';

/** What can be switched off, in the order in which a request meets it. */
export const LAYERS = ['gateway', 'shield', 'decisions', 'conditions', 'row-level security'] as const;
export type Layer = (typeof LAYERS)[number];

/** Something that somebody tries who may not. */
export interface Attack {
  readonly name: string;
  /** Layers that stop it by themselves, each with all others switched off. */
  readonly stoppedBy: readonly Layer[];
  /** What stops it besides, and cannot be switched off here. */
  readonly besides?: string;
  readonly run: (world: AttackWorld) => Promise<Answer>;
  /** Whether the attacker got what they were after. */
  readonly succeeded: (answer: Answer) => boolean;
}

const DOCUMENT = 'query ($id: ID!) { document(id: $id) { title } }';
const CASE = 'query ($id: ID!) { case(id: $id) { status contacts { name } } }';
const DOWNLOAD = 'mutation ($input: RequestDownloadInput!) { requestDownload(input: $input) { downloadUrl } }';
const ADD_PERSON = 'mutation ($input: AddPersonInput!) { addPerson(input: $input) { person { id } } }';
const EXPORT = 'mutation ($input: CaseIdInput!) { exportPack(input: $input) { pack { id } } }';
const INVITE = 'mutation ($input: InviteGrantInput!) { inviteGrant(input: $input) { grant { id } } }';
const INCIDENT = 'query ($id: ID!) { incident(id: $id) { id } }';
const DOCUMENT_BY_KEY = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Document { title } } }`;
const CASE_BY_KEY = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Case { status } } }`;
const GRANT_BY_KEY = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on RoleGrant { role } } }`;
const NAME_BY_KEY = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Principal { displayName } } }`;
const TRAIL_BY_KEY = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Case { auditTrail(first: 1) { nodes { action } } } } }`;

const HOUR_SECONDS = 3_600;

export const ATTACKS: readonly Attack[] = [
  {
    name: 'anonymous',
    stoppedBy: ['gateway', 'shield'],
    run: ({ ask }) => ask(undefined, '{ caseTypes { type } }'),
    succeeded: has('caseTypes'),
  },
  {
    name: 'anonymous, an object',
    stoppedBy: ['gateway', 'shield'],
    besides: 'nobody has no rows: the loader has no scope to read in',
    run: ({ ask, amberDocument }) => ask(undefined, DOCUMENT, { id: amberDocument }),
    succeeded: has('document'),
  },
  {
    name: 'wrong role',
    stoppedBy: ['gateway', 'shield', 'decisions'],
    run: ({ ask, victim, amberDocument }) => ask({ ...victim, role: 'operator' }, DOCUMENT, { id: amberDocument }),
    succeeded: has('document'),
  },
  {
    name: 'missing scope',
    stoppedBy: ['gateway', 'shield', 'decisions'],
    run: ({ ask, victim, amberDocument }) => ask({ ...victim, scopes: [] }, DOCUMENT, { id: amberDocument }),
    succeeded: has('document'),
  },
  {
    name: 'stale step-up, an export',
    stoppedBy: ['gateway', 'shield', 'decisions'],
    run: ({ ask, victim, readyCase }) => ask(stale(victim), EXPORT, { input: { caseId: readyCase } }),
    succeeded: has('exportPack'),
  },
  {
    name: 'stale step-up, an invitation',
    stoppedBy: ['gateway', 'shield'],
    run: ({ ask, victim }) => ask(stale(victim), INVITE, { input: invitation() }),
    succeeded: has('inviteGrant'),
  },
  {
    name: 'wrong fixed tier',
    stoppedBy: ['gateway', 'shield', 'decisions'],
    besides: 'the way to an owner opens the tiers of the caller only',
    run: ({ ask, victim }) => ask({ ...victim, tiers: ['green'] }, ADD_PERSON, { input: { fullName: 'x' } }),
    succeeded: has('addPerson'),
  },
  {
    name: 'wrong tier of the object',
    stoppedBy: ['decisions'],
    besides: 'the way to an owner opens the tiers of the caller only',
    run: ({ ask, victim, redDocument }) => ask({ ...victim, tiers: ['green', 'amber'] }, DOCUMENT, { id: redDocument }),
    succeeded: has('document'),
  },
  {
    name: 'foreign object by id, vault',
    stoppedBy: ['decisions', 'conditions', 'row-level security'],
    run: ({ ask, stranger, amberDocument }) => ask(stranger, DOCUMENT, { id: amberDocument }),
    succeeded: has('document'),
  },
  {
    name: 'foreign object by id, case',
    stoppedBy: ['decisions', 'conditions', 'row-level security'],
    run: ({ ask, stranger, readyCase }) => ask(stranger, CASE, { id: readyCase }),
    succeeded: has('case'),
  },
  {
    name: 'bytes of a foreign document',
    stoppedBy: ['decisions', 'conditions', 'row-level security'],
    besides: 'composite foreign keys: no ticket of one person for a version of another',
    run: ({ ask, stranger, amberDocument }) => ask(stranger, DOWNLOAD, { input: { documentId: amberDocument } }),
    succeeded: has('requestDownload'),
  },
  {
    name: 'foreign object of an organisation',
    stoppedBy: ['conditions', 'row-level security'],
    run: ({ ask, officer, stranger, incident }) =>
      ask({ ...officer, tenantId: stranger.tenantId }, INCIDENT, { id: incident }),
    succeeded: has('incident'),
  },
  {
    name: 'foreign object by `_entities`, vault',
    stoppedBy: ['decisions', 'conditions', 'row-level security'],
    run: ({ askService, stranger, amberDocument }) =>
      askService('vault', stranger, DOCUMENT_BY_KEY, key('Document', amberDocument)),
    succeeded: hasEntity,
  },
  {
    name: 'foreign object by `_entities`, case',
    stoppedBy: ['decisions', 'conditions', 'row-level security'],
    run: ({ askService, stranger, readyCase }) => askService('case', stranger, CASE_BY_KEY, key('Case', readyCase)),
    succeeded: hasEntity,
  },
  {
    name: 'trail of a foreign object by `_entities`, audit',
    stoppedBy: ['conditions', 'row-level security'],
    run: ({ askService, stranger, readyCase }) => askService('audit', stranger, TRAIL_BY_KEY, key('Case', readyCase)),
    succeeded: ({ data }) => (entity(data)?.['auditTrail'] as { nodes: unknown[] } | undefined)?.nodes.length === 1,
  },
  {
    name: 'foreign grant by `_entities`, identity',
    stoppedBy: [],
    besides: 'the function that reads grants past row-level security asks whose they are; the loader asks again',
    run: ({ askService, stranger, invited }) =>
      askService('identity', stranger, GRANT_BY_KEY, key('RoleGrant', invited)),
    succeeded: hasEntity,
  },
  {
    name: 'name of a stranger by `_entities`, identity',
    stoppedBy: [],
    besides: 'the function that reads names past row-level security asks who is connected with whom; nothing else does',
    run: ({ askService, stranger, victim }) =>
      askService('identity', stranger, NAME_BY_KEY, key('Principal', victim.principalId)),
    succeeded: hasEntity,
  },
  {
    name: 'wrong role by `_entities`',
    stoppedBy: ['shield', 'decisions'],
    run: ({ askService, victim, amberDocument }) =>
      askService('vault', { ...victim, role: 'operator' }, DOCUMENT_BY_KEY, key('Document', amberDocument)),
    succeeded: hasEntity,
  },
  {
    name: 'grant of too low a level',
    stoppedBy: ['gateway', 'shield', 'decisions', 'conditions', 'row-level security'],
    run: ({ ask, stranger, grant, amberDocument }) => {
      const held = grant({ accessLevel: 'read_only_packs' });
      return ask({ ...stranger, role: 'reviewer', grants: [held] }, DOCUMENT, { id: amberDocument });
    },
    succeeded: has('document'),
  },
  {
    name: 'expired grant',
    stoppedBy: ['gateway', 'shield', 'decisions', 'conditions', 'row-level security'],
    run: ({ ask, stranger, grant, amberDocument }) => {
      const held = grant({ expiresAt: Math.floor(Date.now() / 1000) - 1 });
      return ask({ ...stranger, role: 'reviewer', grants: [held] }, DOCUMENT, { id: amberDocument });
    },
    succeeded: has('document'),
  },
  {
    name: 'grant that lacks the tier of the object',
    stoppedBy: ['decisions'],
    besides: 'the way to an owner opens the tiers of its grant only',
    run: ({ ask, stranger, grant, amberDocument }) =>
      ask({ ...stranger, grants: [grant({ tiers: ['green'] })] }, DOCUMENT, { id: amberDocument }),
    succeeded: has('document'),
  },
];

function stale<Who extends { readonly authTime: number }>(who: Who): Who {
  return { ...who, authTime: who.authTime - HOUR_SECONDS };
}

function invitation(): Record<string, unknown> {
  const email = `invited-${crypto.randomUUID()}@lifeready.example`;
  return { email, role: 'PROXY', accessLevel: 'READ_ONLY_ALL', tiers: ['GREEN'] };
}

function key(typeName: string, id: string): Record<string, unknown> {
  return { all: [{ __typename: typeName, id }] };
}

function has(field: string): Attack['succeeded'] {
  return ({ data }) => data?.[field] !== undefined && data[field] !== null;
}

function entity(data: Answer['data']): Record<string, unknown> | null | undefined {
  return (data?.['_entities'] as (Record<string, unknown> | null)[] | undefined)?.[0];
}

function hasEntity({ data }: Answer): boolean {
  const found = entity(data);
  return found !== null && found !== undefined && Object.values(found).every((value) => value !== null);
}
