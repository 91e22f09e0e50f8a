import { Option } from 'commander';
import type { Command } from 'commander';

import type { CommandEnvironment } from './environment.ts';
import { EXIT, printLine, printProblem } from './output.ts';
import { showSteps } from './show-steps.ts';
import { parsePort, type PortWishes } from './stack/ports.ts';
import { StackProblem } from './stack/problem.ts';
import type { ServiceEvent } from './stack/service-process.ts';
import { createStack, type Stack } from './stack/stack.ts';
import { summaryJson, summaryText } from './summary.ts';

interface StartFlags {
  readonly port?: string;
  readonly basePort?: string;
  readonly postgresPort?: string;
  readonly mtls?: boolean;
  readonly accessDenials?: string;
  readonly metricsPort?: string;
  readonly workers?: string;
  readonly json?: boolean;
}

/** Registers `start`: runs the stack in the foreground until Ctrl-C. */
export function registerStartCommand(program: Command, environment: CommandEnvironment): void {
  program
    .command('start')
    .description('start PostgreSQL, the five services and the gateway; Ctrl-C stops them')
    .option('--port <port>', 'port of the endpoint (LIFEREADY_PORT, 4000)')
    .option('--base-port <port>', 'first of the ports of gateway and services (LIFEREADY_BASE_PORT, 4000)')
    .option('--postgres-port <port>', 'port of PostgreSQL (LIFEREADY_POSTGRES_PORT, 54329, or a free one)')
    .option('--mtls', 'services talk to each other over mutual TLS (LIFEREADY_MTLS=1)')
    .addOption(
      new Option('--access-denials <mode>', 'a query with denied fields is refused, or answered with nulls').choices([
        'refuse',
        'null',
      ]),
    )
    .option('--metrics-port <port>', 'port of the gateway’s counters, GET /metrics (none)')
    .option('--workers <number>', 'processes that serve as the gateway, each on a processor of its own (1)')
    .option('--json', 'print one line of JSON when everything is ready, and no progress')
    .action(async (flags: StartFlags) => {
      process.exitCode = await start(flags, environment);
    });
}

async function start(flags: StartFlags, environment: CommandEnvironment): Promise<number> {
  const json = flags.json === true;
  surviveClosedTerminal();
  const since = performance.now();
  const stack = await createStack({
    ...environment,
    mtls: flags.mtls ?? environment.mtls,
    ports: portWishes(flags, environment),
    overrides: { gateway: gatewayWishes(flags) },
    environment: 'dev',
    onEvent: report,
  });
  const interruption = stopOnSignals(stack);
  try {
    await showSteps(stack.stages, json);
  } catch (error) {
    if (interruption.requested()) return interruption.finished;
    await stack.stop();
    throw error;
  }
  if (interruption.requested()) return interruption.finished;
  const personas = { people: await stack.people(), clients: await stack.clients() };
  printLine(json ? summaryJson(stack, personas) : summaryText(stack, personas, performance.now() - since));
  void stack.quickenNextStart();
  return interruption.finished;
}

/** A closed terminal refuses what is written to it; unheard, that error would end this process before it stopped the others. */
function surviveClosedTerminal(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

function portWishes(flags: StartFlags, environment: CommandEnvironment): PortWishes {
  return {
    port: parsePort(flags.port, '--port') ?? parsePort(environment.port, 'LIFEREADY_PORT'),
    basePort: parsePort(flags.basePort, '--base-port') ?? parsePort(environment.basePort, 'LIFEREADY_BASE_PORT'),
    postgresPort:
      parsePort(flags.postgresPort, '--postgres-port') ??
      parsePort(environment.postgresPort, 'LIFEREADY_POSTGRES_PORT'),
  };
}

/** Variables of the gateway that a person may want otherwise while they try it. */
function gatewayWishes({ accessDenials, metricsPort, workers }: StartFlags): Record<string, string> {
  const port = parsePort(metricsPort, '--metrics-port');
  const count = parseWorkers(workers);
  return {
    ...(accessDenials === undefined ? {} : { GATEWAY_ACCESS_DENIALS: accessDenials }),
    ...(port === undefined ? {} : { GATEWAY_METRICS_PORT: String(port) }),
    ...(count === undefined ? {} : { GATEWAY_WORKERS: count }),
  };
}

/** @throws StackProblem when it is no number that the gateway takes */
function parseWorkers(text: string | undefined): string | undefined {
  if (text === undefined || /^([1-9]|[1-5]\d|6[0-4])$/.test(text)) return text;
  throw new StackProblem(`--workers must be a number from 1 to 64, not "${text}".`);
}

/** The first signal stops the stack in order, the second kills it. */
function stopOnSignals(stack: Stack): { requested: () => boolean; finished: Promise<number> } {
  let requested = false;
  const finished = new Promise<number>((resolve) => {
    const onSignal = (): void => {
      if (requested) {
        void stack.kill().finally(() => process.exit(EXIT.interrupted));
        return;
      }
      requested = true;
      process.stderr.write('\nStopping …\n');
      stack.stop().then(
        () => {
          process.stderr.write('Stopped.\n');
          resolve(EXIT.done);
        },
        (error: unknown) => {
          printProblem(error);
          resolve(EXIT.failed);
        },
      );
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
  return { requested: () => requested, finished };
}

function report(event: ServiceEvent): void {
  if (event.kind === 'died') {
    const pause = (event.restartInMilliseconds / 1000).toFixed(1);
    process.stderr.write(
      `\n✖ The ${event.name} service ended (${event.how}); it is started again in ${pause} s. Its last words:\n${event.tail}\n`,
    );
  } else if (event.kind === 'restarted') {
    process.stderr.write(`✔ The ${event.name} service runs again.\n`);
  } else {
    process.stderr.write(`✖ ${event.reason} It is tried again.\n`);
  }
}
