import type { Command } from 'commander';
import { Secret, TOTP } from 'otpauth';

import { accessTokenOf } from './demo-token.ts';
import { clientAccessToken } from './demo-client.ts';
import { printLine } from './output.ts';
import { stackPaths } from './stack/paths.ts';
import { readClients, readPeople, type DemoPerson } from './stack/people.ts';
import { StackProblem } from './stack/problem.ts';
import { readRecord } from './stack/stack-record.ts';

const MILLISECONDS_PER_SECOND = 1000;

/** Registers `demo …`: what a person trying the stack needs of the demo people. */
export function registerDemoCommands(program: Command): void {
  const demo = program.command('demo').description('help with the demo people');
  demo
    .command('code')
    .description('print the sign-in code of this moment')
    .argument('<persona>', 'who signs in, as printed at the start')
    .option('--json', 'print JSON with the seconds it stays valid')
    .action(async (persona: string, flags: { json?: boolean }) => {
      const { code, secondsLeft } = signInCode(findPerson(await readPeople(stackPaths().people), persona), Date.now());
      printLine(flags.json === true ? JSON.stringify({ code, secondsLeft }) : code);
    });
  demo
    .command('token')
    .description('sign a demo person in and print an access token, valid for five minutes')
    .argument('<persona>', 'who signs in, as printed at the start')
    .action(async (persona: string) => {
      const paths = stackPaths();
      const client = (await readClients(paths.people)).find((entry) => entry.persona === persona);
      const record = await readRecord(paths.record);
      if (record === undefined)
        throw new StackProblem('LifeReady does not run from this checkout.', { hint: 'Start it first: npm start' });
      printLine(
        client === undefined
          ? await accessTokenOf(findPerson(await readPeople(paths.people), persona), record.url)
          : await clientAccessToken(client, record.url),
      );
    });
}

/** @throws StackProblem when nobody is called so, naming those who exist */
export function findPerson(people: readonly DemoPerson[], persona: string): DemoPerson {
  const found = people.find((person) => person.persona === persona);
  if (found !== undefined) return found;
  const known = people.map((person) => person.persona).join(', ');
  throw new StackProblem(`There is no demo person "${persona}".`, {
    hint: people.length === 0 ? 'They are made at the first `npm start`.' : `There are: ${known}`,
  });
}

/**
 * @param nowMilliseconds time since 1970
 * @returns the person's RFC 6238 code and the whole seconds until the next one
 * @throws StackProblem when the person signs in without a code
 */
export function signInCode(person: DemoPerson, nowMilliseconds: number): { code: string; secondsLeft: number } {
  if (person.totpSecret === undefined) throw new StackProblem(`${person.persona} signs in without a code.`);
  const totp = new TOTP({ secret: Secret.fromBase32(person.totpSecret) });
  const seconds = Math.floor(nowMilliseconds / MILLISECONDS_PER_SECOND);
  return { code: totp.generate({ timestamp: nowMilliseconds }), secondsLeft: totp.period - (seconds % totp.period) };
}
