import { code, markdownTable } from '../markdown-table.ts';
import { ownershipInWords, stepUpInWords, tiersInWords, whoInWords } from '../policies/policy-words.ts';
import type { CoordinatePolicy } from '../policies/coordinate-policies.ts';

const INTRODUCTION = [
  '# Who may do what',
  '',
  'Generated from the `@access` directives in `subgraphs/*/schema.graphql`. One row for each field of the API. What is not listed does',
  'not exist; a field without a rule stops its service from starting.',
  '',
  'All conditions of a row hold together:',
  '',
  '- **who**: the role of the account, or a role that somebody else granted to the caller, that is in force and that reaches at least as',
  '  far: to read packs, to read all, to add. With an account alone one reaches one’s own objects, by a grant those of who granted it.',
  '  A grant of an emergency contact reaches packs only; to read all it reaches while staged access on it is active, and not longer.',
  '- **scopes**: what the access token must carry; a service account may be given fewer than its role has.',
  '- **tier**: how sensitive the object is (green, amber or red). The caller must be cleared for that very tier, by',
  '  the account and by the grant; red does not include amber.',
  '- **whose**: which objects are reached. Another person’s object answers exactly as one that does not exist. The service checks this',
  '  where it loads the object, and the database checks it again.',
  '- **second factor**: the code of the authenticator must have been given within this time.',
  '- **recorded as**: the entry in the audit log, written before the answer is given. A change that cannot be recorded does not happen.',
];

const HEADINGS = ['field', 'who', 'scopes', 'tier', 'whose', 'second factor', 'recorded as', 'service'];

/** The access reference, readable without knowing the code. */
export function renderAccessReference(policies: readonly CoordinatePolicy[]): string {
  const ofType = Map.groupBy(policies, ({ type }) => type);
  const objects = [...ofType.keys()].filter((type) => type !== 'Query' && type !== 'Mutation').sort(byName);
  const parts = [
    ...INTRODUCTION,
    '',
    ...section('## Changes', ofType.get('Mutation')),
    ...section('## Questions', ofType.get('Query')),
    '## Objects',
    '',
    'These rules hold wherever the object is reached, also when one service asks another for it.',
    '',
    ...objects.flatMap((type) => section(`### ${type}`, ofType.get(type))),
  ];
  return `${parts.join('\n').trimEnd()}\n`;
}

function section(heading: string, policies: readonly CoordinatePolicy[] = []): string[] {
  return [heading, '', markdownTable(HEADINGS, policies.map(row)), ''];
}

function row({ type, field, policy, subgraphs }: CoordinatePolicy): string[] {
  const isRoot = type === 'Query' || type === 'Mutation';
  return [
    code(isRoot ? field : `${type}.${field}`),
    whoInWords(policy),
    policy.scopes.map(code).join(' '),
    tiersInWords(policy),
    ownershipInWords(policy),
    stepUpInWords(policy),
    policy.audit === undefined ? '' : code(policy.audit),
    subgraphs.join(', '),
  ];
}

function byName(a: string, b: string): number {
  return a < b ? -1 : 1;
}
