import { parseArgs } from 'node:util';
import { isId } from '#platform/ids';
import { GROUNDS } from './erase-person.ts';
import type { ErasureRequest, Ground } from './erase-person.ts';

/** A number of a file or a ticket: no room for somebody's name or address. */
const REFERENCE = /^[A-Z0-9][A-Z0-9./_-]{2,39}$/u;

export const USAGE = `Usage: npm run audit:erase -- --principal <id> --ground <ground> --reference <number> [--dry-run]
       npm run audit:erase -- --resume

Destroys what stands beside the audit log of one person: their keys, the details of their entries, their pseudonyms. There is no way back.

  --principal  the person's id
  --ground     ${GROUNDS.join(', ')}
  --reference  where the request and its approval are on file; capitals, digits and ./_- only
  --dry-run    says what would be erased, and erases nothing
  --resume     finishes what an interrupted run has begun; every run does so first

Exit codes: 0 done, or nothing is kept; 1 not done, run it again; 2 wrong usage
`;

export interface WantedErasure {
  /** Absent with `--resume`. */
  readonly request?: ErasureRequest;
  readonly dryRun: boolean;
}

/** @throws Error that says what is wrong */
export function parseRequest(args: readonly string[]): WantedErasure {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = { principal: text, ground: text, reference: text, 'dry-run': flag, resume: flag };
  const { values } = parseArgs({ args: [...args], options });
  const { principal, ground, reference, resume, 'dry-run': dryRun } = values;
  if (resume) {
    if (principal !== undefined || ground !== undefined || reference !== undefined || dryRun)
      throw new Error('--resume stands alone');
    return { dryRun: false };
  }
  if (principal === undefined || !isId(principal)) throw new Error('--principal must be an id');
  if (!isGround(ground)) throw new Error(`--ground must be one of ${GROUNDS.join(', ')}`);
  if (reference === undefined || !REFERENCE.test(reference))
    throw new Error('--reference must be 3 to 40 capitals, digits or ./_-');
  return { request: { principalId: principal, ground, reference }, dryRun };
}

function isGround(value: string | undefined): value is Ground {
  return GROUNDS.some((ground) => ground === value);
}
