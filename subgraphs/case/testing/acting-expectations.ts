import type { Outcomes } from './acting-operations.ts';

/** What somebody gets to whom nothing of another person's is there. */
export const NOTHING: Outcomes = {
  case: 'null',
  cases: 'NOT_FOUND',
  entity: 'null',
  children: 'null',
  redPacks: 'null',
  openEmergencyPack: 'NOT_FOUND',
  openDeathReadiness: 'NOT_FOUND',
  attachEvidence: 'NOT_FOUND',
  attachRed: 'NOT_FOUND',
  detachEvidence: 'NOT_FOUND',
  markCaseReady: 'NOT_FOUND',
  exportPack: 'NOT_FOUND',
  exportRed: 'NOT_FOUND',
  fetchAmber: 'NOT_FOUND',
  fetchRed: 'NOT_FOUND',
  fetchDeath: 'NOT_FOUND',
  issueShareLink: 'NOT_FOUND',
  revokeShareLink: 'NOT_FOUND',
  revokeCase: 'NOT_FOUND',
};

const FETCHING = { fetchAmber: 'done', fetchDeath: 'done' };
const READING = { case: 'shown', cases: 'shown', entity: 'shown', children: '1 1 4 1 0', redPacks: '0' };
const WRITING = {
  openEmergencyPack: 'done',
  openDeathReadiness: 'done',
  attachEvidence: 'done',
  detachEvidence: 'done',
  markCaseReady: 'done',
  exportPack: 'done',
  exportRed: 'EVIDENCE_INCOMPLETE',
};
const RED = { redPacks: '1', fetchRed: 'done' };

/** By persona of `actors`; what is not said is as in `NOTHING`. */
export const EXPECTED = {
  owner: {
    ...READING,
    ...WRITING,
    ...FETCHING,
    children: '1 1 4 1 1',
    redPacks: '1',
    attachRed: 'done',
    exportRed: 'done',
    fetchRed: 'done',
    issueShareLink: 'done',
    revokeShareLink: 'done',
    revokeCase: 'done',
  },
  'proxy, packs': FETCHING,
  'proxy, packs, with red': { ...FETCHING, fetchRed: 'done' },
  'proxy, packs, green alone': {},
  'proxy, packs, red alone': {},
  'proxy, reading': { ...READING, ...FETCHING },
  'proxy, reading, with red': { ...READING, ...FETCHING, ...RED },
  // A case names people and how to reach them: amber.
  'proxy, reading, green alone': {},
  'proxy, writing': { ...READING, ...WRITING, ...FETCHING },
  'proxy, writing, with red': { ...READING, ...WRITING, ...FETCHING, ...RED, attachRed: 'done', exportRed: 'done' },
  'proxy, writing, with red that their account has not': { ...READING, ...WRITING, ...FETCHING },
  'proxy, writing, green alone': {},
  'nominee of this case': { fetchDeath: 'done' },
  'nominee of another case': {},
  'emergency contact who waits': {},
  'emergency contact with everything': {},
  'proxy whose grant has ended': {},
  'proxy of somebody else': {},
  'somebody of the same tenant': {},
  'somebody of another tenant': {},
} satisfies Record<string, Partial<Outcomes>>;

export type Persona = keyof typeof EXPECTED;

/** Which packs `packsSharedWithMe` lists; whoever holds no grant that is asked for is refused. */
export const SHARED: Readonly<Record<Persona, readonly string[] | 'FORBIDDEN'>> = {
  owner: 'FORBIDDEN',
  'proxy, packs': ['amber Proxy', 'death Proxy'],
  'proxy, packs, with red': ['amber Proxy', 'death Proxy', 'red Proxy'],
  'proxy, packs, green alone': [],
  'proxy, packs, red alone': [],
  'proxy, reading': ['amber Proxy', 'death Proxy'],
  'proxy, reading, with red': ['amber Proxy', 'death Proxy', 'red Proxy'],
  'proxy, reading, green alone': [],
  'proxy, writing': ['amber Proxy', 'death Proxy'],
  'proxy, writing, with red': ['amber Proxy', 'death Proxy', 'red Proxy'],
  'proxy, writing, with red that their account has not': ['amber Proxy', 'death Proxy'],
  'proxy, writing, green alone': [],
  'nominee of this case': ['death Executor nominee'],
  'nominee of another case': [],
  'emergency contact who waits': 'FORBIDDEN',
  'emergency contact with everything': 'FORBIDDEN',
  'proxy whose grant has ended': 'FORBIDDEN',
  'proxy of somebody else': [],
  'somebody of the same tenant': 'FORBIDDEN',
  'somebody of another tenant': 'FORBIDDEN',
};
