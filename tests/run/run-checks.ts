import type { Check } from './checks.ts';
import type { CommandResult } from './run-command.ts';

/** Checks run side by side: the machines that build this have two cores. */
const PARALLEL_CHECKS = 2;

export type CheckOutcome = { readonly check: Check; readonly result: CommandResult };

export type CheckDeps = {
  /** Runs one check to its end and keeps what it printed. */
  readonly run: (check: Check) => Promise<CommandResult>;
  /** Takes each line of the report as soon as it is known. */
  readonly print: (line: string) => void;
};

/**
 * Runs the checks, at most two at once and those marked `alone` by themselves at the end. Prints one line per check as it
 * ends, then the output of those that failed.
 */
export async function runChecks(deps: CheckDeps, checks: readonly Check[]): Promise<readonly CheckOutcome[]> {
  const together = checks.filter((check) => !check.alone);
  const alone = checks.filter((check) => check.alone);
  const outcomes = [...(await runPool(deps, together, PARALLEL_CHECKS)), ...(await runPool(deps, alone, 1))];
  for (const { check, result } of outcomes.filter(hasFailed)) {
    deps.print(`\n--- ${check.script} ---\n${result.output.trimEnd()}`);
  }
  return outcomes;
}

/** True when the check did not end with 0. */
export function hasFailed(outcome: CheckOutcome): boolean {
  return outcome.result.exitCode !== 0;
}

async function runPool(deps: CheckDeps, checks: readonly Check[], size: number): Promise<readonly CheckOutcome[]> {
  const waiting = [...checks];
  const outcomes: CheckOutcome[] = [];
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const outcome = { check, result: await deps.run(check) };
      outcomes.push(outcome);
      deps.print(outcomeLine(outcome));
    }
  };
  await Promise.all(Array.from({ length: size }, work));
  return outcomes;
}

function outcomeLine(outcome: CheckOutcome): string {
  const mark = hasFailed(outcome) ? 'FAIL' : 'ok';
  return `${mark.padEnd(5)} ${outcome.check.script.padEnd(18)} ${outcome.result.seconds.toFixed(1).padStart(6)} s`;
}
