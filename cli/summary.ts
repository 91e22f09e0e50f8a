import type { DemoClient, DemoPerson } from './stack/people.ts';
import type { Stack } from './stack/stack.ts';

/** Pages of the gateway that a person wants to know of after a start. */
const PAGES = { endpoint: '/graphql', explorer: '/explorer', mail: '/outbox' } as const;

/** Who can use a fresh stack. */
export interface Personas {
  readonly people: readonly DemoPerson[];
  readonly clients: readonly DemoClient[];
}

type Started = Pick<Stack, 'url' | 'auditLogVkey' | 'paths' | 'ports'>;

/** @returns what is printed when everything runs: where it is, who can sign in, what to try */
export function summaryText(stack: Started, { people, clients }: Personas, milliseconds: number): string {
  return [
    '',
    `LifeReady is ready (${(milliseconds / 1000).toFixed(1)} s).`,
    '',
    `  Endpoint   ${stack.url}${PAGES.endpoint}`,
    `  Explorer   ${stack.url}${PAGES.explorer}`,
    `  Mail       ${stack.url}${PAGES.mail}   what would have been sent`,
    `  Logs       ${stack.paths.logs}`,
    '',
    ...signIn(people, clients),
    'Try',
    '  npx lifeready demo code <persona>   the sign-in code of this moment',
    '  npx lifeready demo token <persona>  an access token, for curl and the explorer',
    '  npm run journey -- <file>           the main job on a document of your own, verified at the end',
    '  npm run journey -- <file> --acting  the same by a proxy; an emergency contact by staged access',
    '  npx lifeready status                what runs, and where',
    '  npx lifeready --help                everything else',
    '',
    'Ctrl-C stops everything; `npm run reset` forgets it.',
  ].join('\n');
}

/** @returns one line for programs; passwords stay in the file that it names */
export function summaryJson(stack: Started, { people, clients }: Personas): string {
  return JSON.stringify({
    url: stack.url,
    endpoint: `${stack.url}${PAGES.endpoint}`,
    mail: `${stack.url}${PAGES.mail}`,
    ports: stack.ports,
    auditLogVkey: stack.auditLogVkey,
    trustPolicyFile: stack.paths.trustPolicy,
    peopleFile: stack.paths.people,
    personas: [...people, ...clients].map(({ persona }) => persona),
  });
}

function signIn(people: readonly DemoPerson[], clients: readonly DemoClient[]): string[] {
  if (people.length === 0) return [];
  const widest = (of: (person: DemoPerson) => string): number => Math.max(...people.map((person) => of(person).length));
  const persona = widest((person) => person.persona);
  const email = widest((person) => person.email);
  const lines = people.map((person) => {
    const second = person.totpSecret === undefined ? '' : '  + code';
    return `  ${person.persona.padEnd(persona)}  ${person.email.padEnd(email)}  ${person.password}${second}`;
  });
  const systems = clients.map(
    (client) => `  ${client.persona.padEnd(persona)}  ${client.clientId.padEnd(email)}  key; registered documents only`,
  );
  return ['Who can sign in', ...lines, ...systems, ''];
}
