import { InvalidArgumentError, Option } from 'commander';
import { JourneyProblem } from '../journey/problem.ts';
import { EXIT, printLine, printProblem } from '../output.ts';
import { stackPaths } from '../stack/paths.ts';
import { StackProblem } from '../stack/problem.ts';
import { readRecord } from '../stack/stack-record.ts';
import { openRegistry } from './registry-client.ts';
import type { Command } from 'commander';
import type { RegistryClient } from './registry-client.ts';

/** What the commands end with besides the codes of the whole program. */
export const HELD_BACK = 3;

const DAY_MS = 86_400_000;
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Modes as people write them, and as the schema calls them. */
const MODES = { open: 'OPEN', 'log-unknown': 'LOG_UNKNOWN', safelist: 'SAFELIST', 'ids-only': 'IDS_ONLY' } as const;
export type ModeFlag = keyof typeof MODES;
export const MODE_FLAGS = Object.keys(MODES) as readonly ModeFlag[];

export function modeCoordinate(flag: ModeFlag): string {
  return MODES[flag];
}

export function modeFlag(coordinate: string): string {
  return MODE_FLAGS.find((flag) => MODES[flag] === coordinate) ?? coordinate;
}

/** What every command has that asks the endpoint. */
export interface EndpointFlags {
  readonly endpoint?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/** The token of the environment, for a command that is given none. */
export interface TokenSource {
  readonly accessToken: string | undefined;
}

export function withEndpoint(command: Command): Command {
  return command
    .option('--endpoint <url>', 'public endpoint; that of the running stack unless told otherwise')
    .option('--token <token>', 'access token of an operator; - reads it from standard input (default: LIFEREADY_TOKEN)')
    .option('--json', 'print JSON');
}

export const modeOption = (): Option =>
  new Option('--mode <mode>', 'what a client may send').choices([...MODE_FLAGS]).makeOptionMandatory();

/** @throws InvalidArgumentError, which is wrong usage */
export function clientArgument(text: string): string {
  if (NAME.test(text)) return text;
  throw new InvalidArgumentError('is small letters, digits and hyphens, at most 64.');
}

/** Parses a whole number between two others. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`is a whole number from ${String(least)} to ${String(most)}.`);
  };
}

/** A moment some days from another, as RFC 3339. */
export function daysFrom(startMs: number, days: number): string {
  return new Date(startMs + days * DAY_MS).toISOString();
}

/**
 * Runs a command against the endpoint. What the endpoint refuses is told with its code, and in JSON where JSON was asked for.
 * @param work returns the exit code
 */
export async function withRegistry(
  flags: EndpointFlags,
  source: TokenSource,
  work: (registry: RegistryClient) => Promise<number>,
): Promise<void> {
  await reporting(flags, async () => {
    const url = flags.endpoint ?? (await readRecord(stackPaths().record))?.url;
    if (url === undefined)
      throw new StackProblem('No endpoint is known.', { hint: 'Give --endpoint, or start the stack: npm start' });
    const token = await tokenOf(flags, source);
    return work(openRegistry(url, token));
  });
}

/** Runs a command; a problem is told in the form that was asked for. */
export async function reporting({ json }: Pick<EndpointFlags, 'json'>, work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    if (!(error instanceof JourneyProblem) && !(error instanceof StackProblem)) throw error;
    const { message, hint } = error;
    const code = error instanceof JourneyProblem ? (error.code ?? null) : null;
    if (json === true) printLine(JSON.stringify({ error: { code, message, hint: hint ?? null } }));
    else printProblem(new StackProblem(message, hint === undefined ? {} : { hint }));
    process.exitCode = EXIT.failed;
  }
}

async function tokenOf({ token }: EndpointFlags, { accessToken }: TokenSource): Promise<string> {
  const given = token === '-' ? await readInput() : (token ?? accessToken);
  if (given !== undefined && given.trim() !== '') return given.trim();
  throw new StackProblem('An access token of an operator is needed.', {
    hint: 'Of a demo operator: lifeready demo token operator | lifeready operations … --token -',
  });
}

async function readInput(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
