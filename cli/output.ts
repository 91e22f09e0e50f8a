import { StackProblem } from './stack/problem.ts';

/** Codes that the command ends with; listed in its help. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  interrupted: 130,
} as const;

/** Writes a line for the person or the program that called. */
export function printLine(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Writes an error: what went wrong, and what to do about it when that is known. */
export function printProblem(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof StackProblem ? error.hint : undefined;
  const detail = error instanceof StackProblem || !(error instanceof Error) ? [] : [error.stack ?? ''];
  process.stderr.write(
    `${['', `✖ ${message}`, ...(hint === undefined ? [] : [indent(hint)]), ...detail, ''].join('\n')}\n`,
  );
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
