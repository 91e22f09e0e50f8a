import { EXIT, printLine } from '../output.ts';
import { clientArgument, daysFrom, reporting, wholeNumber, withEndpoint, withRegistry } from './command-options.ts';
import { generateSigningKey, publicPart, readPublicKey, writeKeyFile } from './signing-key.ts';
import type { Command } from 'commander';
import type { EndpointFlags, TokenSource } from './command-options.ts';

const DEFAULT_DAYS = 365;
/** The registry takes keys for two years at the most. */
const MAX_DAYS = 730;

/** Adds `keygen`, `add-key` and `revoke-key`. */
export function registerKeyCommands(operations: Command, source: TokenSource): void {
  operations
    .command('keygen')
    .description('make a key that signs the manifests of a client')
    .argument('<client>', 'name of the client', clientArgument)
    .requiredOption('--out <file>', 'where to write the private key; the public one goes beside it, with .pub added')
    .option('--json', 'print JSON')
    .action((client: string, flags: { out: string; json?: boolean }) =>
      reporting(flags, async () => {
        const key = generateSigningKey(client);
        await writeKeyFile(flags.out, key);
        await writeKeyFile(`${flags.out}.pub`, publicPart(key));
        printLine(
          flags.json === true
            ? JSON.stringify(publicPart(key))
            : `Private key: ${flags.out} (stays with you)\nPublic key:  ${flags.out}.pub (give it to the operator)\nName:        ${key.kid}`,
        );
        return EXIT.done;
      }),
    );
  withEndpoint(
    operations
      .command('add-key')
      .description('register the public key of a client')
      .argument('<client>', 'name of the client', clientArgument)
      .argument('<file>', 'the public key, as keygen wrote it')
      .option('--days <n>', 'how long it signs', wholeNumber(1, MAX_DAYS), DEFAULT_DAYS),
  ).action((client: string, file: string, flags: EndpointFlags & { days: number }) =>
    withRegistry(flags, source, async (registry) => {
      const { kid, publicKey } = await readPublicKey(file);
      const expiresAt = daysFrom(Date.now(), flags.days);
      await registry.registerKey({ client, publicKey, expiresAt });
      printLine(
        flags.json === true
          ? JSON.stringify({ client, kid, expiresAt })
          : `${kid} signs for ${client} until ${expiresAt}.`,
      );
      return EXIT.done;
    }),
  );
  withEndpoint(
    operations
      .command('revoke-key')
      .description('end a key: nothing more is published with it')
      .argument('<client>', 'name of the client', clientArgument)
      .argument('<kid>', 'name of the key'),
  ).action((client: string, kid: string, flags: EndpointFlags) =>
    withRegistry(flags, source, async (registry) => {
      await registry.revokeKey({ client, kid });
      printLine(flags.json === true ? JSON.stringify({ client, kid }) : `${kid} signs nothing for ${client} any more.`);
      return EXIT.done;
    }),
  );
}
