import path from 'node:path';

import { InvalidArgumentError, type Command } from 'commander';

import { printLine } from './output.ts';
import { CERTIFICATE_DAYS, CERTIFICATE_NAMES, prepareCertificates } from './stack/certificates/prepare-certificates.ts';
import { stackPaths } from './stack/paths.ts';

/** CA/Browser rules end at 398 days; a certificate between services has no reason to live longer. */
const LONGEST_DAYS = 398;

/** Registers `mtls …`: what the mutual TLS profile needs. */
export function registerMtlsCommands(program: Command): void {
  program
    .command('mtls')
    .description('mutual TLS between services')
    .command('certificates')
    .description(
      'issue a certificate for the gateway and each service, from an authority that is made when there is none',
    )
    .option('--out <folder>', 'where they are written; the folder of `start --mtls` unless given')
    .option('--days <days>', `how long they are good for, 1 to ${String(LONGEST_DAYS)}`, parseDays, CERTIFICATE_DAYS)
    .option('--json', 'print JSON')
    .action(async (flags: { out?: string; days: number; json?: boolean }) => {
      const folder = path.resolve(flags.out ?? stackPaths().certificates);
      const { newAuthority, notAfter } = await prepareCertificates({ folder, days: flags.days });
      printLine(
        flags.json === true
          ? JSON.stringify({ folder, newAuthority, notAfter: notAfter.toISOString(), names: CERTIFICATE_NAMES })
          : [
              `Certificates of ${CERTIFICATE_NAMES.join(', ')} are in ${folder}, good until ${notAfter.toISOString()}.`,
              newAuthority
                ? 'The authority is new: every process needs its new files before it can talk to another.'
                : 'The authority is the one that was there: processes can be given their new files one by one.',
            ].join('\n'),
      );
    });
}

function parseDays(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (days < 1 || days > LONGEST_DAYS) throw new InvalidArgumentError(`must be 1 to ${String(LONGEST_DAYS)}.`);
  return days;
}
