import { readFile, writeFile } from 'node:fs/promises';
import { EXIT, printLine } from '../output.ts';
import { StackProblem } from '../stack/problem.ts';
import {
  HELD_BACK,
  clientArgument,
  daysFrom,
  reporting,
  wholeNumber,
  withEndpoint,
  withRegistry,
} from './command-options.ts';
import { renderPublished, renderRetired } from './render.ts';
import { signManifest } from './sign-manifest.ts';
import { readPrivateKey } from './signing-key.ts';
import type { Command } from 'commander';
import type { EndpointFlags, TokenSource } from './command-options.ts';

const DEFAULT_DAYS = 90;
/** The registry takes manifests for 400 days at the most. */
const MAX_DAYS = 400;
/** What fits into the body of one request. */
const MAX_CHARACTERS = 200_000;
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;

interface SigningFlags {
  readonly key: string;
  readonly days: number;
}

/** Adds `sign`, `publish` and `retire`. */
export function registerManifestCommands(operations: Command, source: TokenSource): void {
  const validity = ['--days <n>', 'how long the documents may run', wholeNumber(1, MAX_DAYS), DEFAULT_DAYS] as const;
  operations
    .command('sign')
    .description('sign a manifest, for an operator to publish')
    .argument('<client>', 'name of the client', clientArgument)
    .argument('<file>', 'manifest of Apollo or Relay, or an object of ids and texts')
    .requiredOption('--key <file>', 'the private key, as keygen wrote it')
    .requiredOption('--out <file>', 'where to write the signed manifest')
    .option(...validity)
    .option('--json', 'print JSON')
    .action((client: string, file: string, flags: SigningFlags & { out: string; json?: boolean }) =>
      reporting(flags, async () => {
        await writeFile(flags.out, `${await signed(client, file, flags)}\n`, { flag: 'wx' }).catch((cause: unknown) => {
          throw new StackProblem(`${flags.out} cannot be written.`, {
            hint: 'An existing file is never replaced.',
            cause,
          });
        });
        printLine(flags.json === true ? JSON.stringify({ client, file: flags.out }) : `Signed: ${flags.out}`);
        return EXIT.done;
      }),
    );
  withEndpoint(
    operations
      .command('publish')
      .description('let a client run the documents of a manifest')
      .argument('<client>', 'name of the client', clientArgument)
      .argument('<file>', 'a manifest, to be signed with --key; or one that is signed already')
      .option('--key <file>', 'the private key, as keygen wrote it')
      .option(...validity),
  ).action((client: string, file: string, flags: EndpointFlags & { key?: string; days: number }) =>
    withRegistry(flags, source, async (registry) => {
      const { key } = flags;
      const jws = key === undefined ? await readSigned(file) : await signed(client, file, { key, days: flags.days });
      const published = await registry.publish({ client, jws });
      printLine(flags.json === true ? JSON.stringify(published) : renderPublished(published));
      return EXIT.done;
    }),
  );
  withEndpoint(
    operations
      .command('retire')
      .description('take documents away from a client; refused while they are in use')
      .argument('<client>', 'name of the client', clientArgument)
      .argument('<ids...>', 'ids of documents, 500 at the most')
      .option('--force', 'also those that were run in the last seven days'),
  ).action((client: string, documentIds: string[], flags: EndpointFlags & { force?: boolean }) =>
    withRegistry(flags, source, async (registry) => {
      const retired = await registry.retire({ client, documentIds, force: flags.force === true });
      printLine(flags.json === true ? JSON.stringify(retired) : renderRetired(retired));
      return retired.retired === 0 && retired.inUse.length > 0 ? HELD_BACK : EXIT.done;
    }),
  );
}

async function signed(client: string, file: string, { key, days }: SigningFlags): Promise<string> {
  const nowMs = Date.now();
  const content = {
    client,
    notBefore: new Date(nowMs).toISOString(),
    expires: daysFrom(nowMs, days),
    manifest: parsed(file, await readText(file)),
  };
  return withinRequest(signManifest(content, await readPrivateKey(key)));
}

async function readSigned(file: string): Promise<string> {
  const jws = (await readText(file)).trim();
  if (COMPACT_JWS.test(jws)) return withinRequest(jws);
  throw new StackProblem(`${file} is not signed.`, {
    hint: 'Sign it now with --key, or before: lifeready operations sign',
  });
}

function withinRequest(jws: string): string {
  if (jws.length <= MAX_CHARACTERS) return jws;
  throw new StackProblem(`The signed manifest has more than ${String(MAX_CHARACTERS)} characters.`, {
    hint: 'Publish its documents in several manifests: each adds to what the client may run.',
  });
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StackProblem(`${file} is not JSON.`, { cause });
  }
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new StackProblem(`${file} cannot be read.`, { cause });
  });
}
