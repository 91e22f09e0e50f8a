import { Option } from 'commander';
import { EXIT, printLine } from '../output.ts';
import {
  clientArgument,
  modeCoordinate,
  modeOption,
  wholeNumber,
  withEndpoint,
  withRegistry,
} from './command-options.ts';
import { renderClient, renderClients } from './render.ts';
import type { Command } from 'commander';
import type { EndpointFlags, ModeFlag, TokenSource } from './command-options.ts';

const DEFAULT_MAX_COST = 1_000;
const MAX_COST = 1_000_000;

interface RegisterFlags extends EndpointFlags {
  readonly party: 'first' | 'partner';
  readonly mode: ModeFlag;
  readonly maxCost: number;
}

/** Adds `register`, `mode` and `list`. */
export function registerClientCommands(operations: Command, source: TokenSource): void {
  withEndpoint(
    operations
      .command('register')
      .description('register a client')
      .argument('<client>', 'name of the client, as its tokens have it', clientArgument)
      .addOption(new Option('--party <party>', 'whose it is').choices(['first', 'partner']).default('partner'))
      .addOption(modeOption().default('ids-only'))
      .option('--max-cost <n>', 'what one document may cost at the most', wholeNumber(1, MAX_COST), DEFAULT_MAX_COST),
  ).action((client: string, { party, mode, maxCost, ...flags }: RegisterFlags) =>
    withRegistry(flags, source, async (registry) => {
      await registry.register({ client, party: party.toUpperCase(), mode: modeCoordinate(mode), maxCost });
      printLine(
        flags.json === true ? JSON.stringify({ client, party, mode, maxCost }) : `${client} is registered, in ${mode}.`,
      );
      return EXIT.done;
    }),
  );
  withEndpoint(
    operations
      .command('mode')
      .description('set what a client may send; look at `report` before it is tightened')
      .argument('<client>', 'name of the client', clientArgument)
      .addOption(modeOption()),
  ).action((client: string, { mode, ...flags }: EndpointFlags & { mode: ModeFlag }) =>
    withRegistry(flags, source, async (registry) => {
      await registry.setMode({ client, mode: modeCoordinate(mode) });
      printLine(flags.json === true ? JSON.stringify({ client, mode }) : `${client} is in ${mode}.`);
      return EXIT.done;
    }),
  );
  withEndpoint(
    operations
      .command('list')
      .description('show the clients, or one of them with its keys, manifests and documents')
      .argument('[client]', 'name of the client', clientArgument),
  ).action((client: string | undefined, flags: EndpointFlags) =>
    withRegistry(flags, source, async (registry) => {
      if (client === undefined) {
        const clients = await registry.clients();
        printLine(flags.json === true ? JSON.stringify({ clients }) : renderClients(clients));
        return EXIT.done;
      }
      const signing = await registry.signing(client);
      const documents = await registry.documents(client);
      printLine(flags.json === true ? JSON.stringify({ ...signing, documents }) : renderClient(signing, documents));
      return EXIT.done;
    }),
  );
}
