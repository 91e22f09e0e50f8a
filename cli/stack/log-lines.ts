import { z } from 'zod';

import { tailOf } from './log-file.ts';

const entrySchema = z.object({
  time: z.string().optional(),
  level: z.string().optional(),
  msg: z.string(),
  err: z.object({ message: z.string().optional(), stack: z.string().optional() }).optional(),
});

/** @returns the last lines of a service's log in a form for people */
export async function readableTail(file: string, lines: number): Promise<string> {
  return (await tailOf(file, lines))
    .split('\n')
    .map((line) => readable(line))
    .join('\n');
}

/** @param line of a log: JSON as the services write it, or anything a crashing runtime prints, which stays as it is */
export function readable(line: string): string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return line;
  }
  const entry = entrySchema.safeParse(value);
  if (!entry.success) return line;
  const { time, level, msg, err } = entry.data;
  const cause = err?.stack ?? err?.message;
  return [
    [time, level, msg].filter((part) => part !== undefined).join(' '),
    ...(cause === undefined ? [] : [cause]),
  ].join('\n');
}
