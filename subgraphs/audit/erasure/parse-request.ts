import { parseArgs } from 'node:util';
import { isId } from '#platform/ids';
import { GROUNDS } from './erase-person.ts';
import type { ErasureRequest, Ground } from './erase-person.ts';
import type { Confirmed } from './run-erasures.ts';

/** A number of a file or a ticket: no room for somebody's name or address. */
const REFERENCE = /^[A-Z0-9][A-Z0-9./_-]{2,39}$/u;

export const USAGE = `Usage: npm run audit:erase -- --principal <id> --ground <ground> --reference <number> [--dry-run]
       npm run audit:erase -- --resume [--yes | --confirm <id> ...]

Destroys what stands beside the audit log of one person: their keys, the details of their entries, their pseudonyms. There is no way back.

  --principal  the person's id
  --ground     ${GROUNDS.join(', ')}
  --reference  where the request and its approval are on file; capitals, digits and ./_- only
  --dry-run    says what would be erased, and erases nothing
  --resume     shows which erasures were begun and not finished, and finishes those that are confirmed
  --confirm    one of those, by its intentId; may be given again
  --yes        all of those

Exit codes: 0 done, or nothing is kept; 1 not done, run it again; 2 wrong usage; 3 erasures are unfinished that nobody confirmed, all else is done
`;

export interface WantedErasure {
  /** Absent with `--resume`. */
  readonly request?: ErasureRequest;
  readonly dryRun: boolean;
  /** Which unfinished erasures are to be finished; none unless it is said. */
  readonly confirmed: Confirmed;
}

/** @throws Error that says what is wrong */
export function parseRequest(args: readonly string[]): WantedErasure {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const confirm = { type: 'string', multiple: true, default: [] as string[] } as const;
  const options = {
    ...{ principal: text, ground: text, reference: text, 'dry-run': flag },
    ...{ resume: flag, yes: flag, confirm },
  };
  const { values } = parseArgs({ args: [...args], options });
  const { principal, ground, reference, resume, yes, confirm: ids, 'dry-run': dryRun } = values;
  if (resume) {
    if (principal !== undefined || ground !== undefined || reference !== undefined || dryRun)
      throw new Error('--resume stands alone, or with --yes or --confirm');
    return { dryRun: false, confirmed: confirmedBy(yes, ids) };
  }
  if (yes || ids.length > 0) throw new Error('--yes and --confirm are for --resume');
  if (principal === undefined || !isId(principal)) throw new Error('--principal must be an id');
  if (!isGround(ground)) throw new Error(`--ground must be one of ${GROUNDS.join(', ')}`);
  if (reference === undefined || !REFERENCE.test(reference))
    throw new Error('--reference must be 3 to 40 capitals, digits or ./_-');
  return { request: { principalId: principal, ground, reference }, dryRun, confirmed: [] };
}

function confirmedBy(yes: boolean, ids: readonly string[]): Confirmed {
  if (yes && ids.length > 0) throw new Error('--yes is for all, --confirm for some');
  if (!ids.every(isId)) throw new Error('--confirm must be an id');
  return yes ? 'all' : ids;
}

function isGround(value: string | undefined): value is Ground {
  return GROUNDS.some((ground) => ground === value);
}
