import { code, markdownTable } from '../markdown-table.ts';
import { outcomeFor } from '../policies/persona-outcome.ts';
import { PERSONAS } from '../policies/personas.ts';
import type { CoordinatePolicy } from '../policies/coordinate-policies.ts';

const INTRODUCTION = `# Who gets past which rule

Generated from the \`@access\` directives in \`subgraphs/*/schema.graphql\`: each field of the API as each persona. The rules themselves,
with what they demand and whose objects they reach, are in [who may do what](access.md). Tests try every root field as every persona, at
the gateway and at the service behind it, and the fields of entities where services ask each other for them; they compare with this page.

- **yes**: the rule lets them pass. Whose object it is, is asked next; another person’s object answers as one that does not exist.
- **fresh code**: as yes, when the code of the authenticator was given within the time of the rule.
- **step up**: \`STEP_UP_REQUIRED\`; the code was given too long ago.
- **no**: \`FORBIDDEN\`.
- **sign in**: \`UNAUTHENTICATED\`.

Who holds a grant is a principal too, with things of their own, so that most of their answers are those of a principal. What they reach of
the one who granted it, is decided by whose it is: [who may do what](access.md) names the grants of each field.

The personas with a suspended and with an expired grant were proxies of the principal; the one of the other tenant never was anything to
them. The stale context is that of a session that has ended, or what a service was told about a session more than a minute ago.

A partner runs registered documents only; at the gateway its own text is refused before any rule is asked.`;

const HEADINGS = ['field', ...PERSONAS.map(({ name }) => name.replaceAll('_', ' ')), 'service'];

/** The matrix of coordinates and personas, one row per coordinate and different policy. */
export function renderAccessMatrix(policies: readonly CoordinatePolicy[]): string {
  const isRoot = ({ type }: CoordinatePolicy): boolean => type === 'Query' || type === 'Mutation';
  const roots = policies.filter(isRoot);
  const objects = policies.filter((policy) => !isRoot(policy));
  const parts = [INTRODUCTION, '## Changes and questions', table(roots), '## Objects', table(objects)];
  return `${parts.join('\n\n')}\n`;
}

function table(policies: readonly CoordinatePolicy[]): string {
  const sorted = policies.toSorted((a, b) => (coordinate(a) < coordinate(b) ? -1 : 1));
  return markdownTable(HEADINGS, sorted.map(row));
}

function row(entry: CoordinatePolicy): string[] {
  const outcomes = PERSONAS.map((persona) => outcomeFor(entry.policy, persona));
  return [code(coordinate(entry)), ...outcomes, entry.subgraphs.join(', ')];
}

function coordinate({ type, field }: CoordinatePolicy): string {
  return `${type}.${field}`;
}
