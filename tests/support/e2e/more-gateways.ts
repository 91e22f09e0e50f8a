import { readEnvironment } from '../../../cli/environment.ts';
import { openCodeCache } from '../../../cli/stack/code-cache.ts';
import { LOOPBACK, findFreePort } from '../../../cli/stack/free-port.ts';
import { prepareKeys } from '../../../cli/stack/keys/prepare-keys.ts';
import { serviceProgram } from '../../../cli/stack/processes.ts';
import { createServiceProcess } from '../../../cli/stack/service-process.ts';
import type { EnvironmentOverrides } from '../../../cli/stack/service-environment.ts';
import type { Stack } from '../../../cli/stack/stack.ts';

/** Another gateway of a running stack, with the same keys and the same public address, on a port of its own. */
export interface MoreGateway {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * @param stack whose services it stands in front of
 * @param overrides as the stack was started with
 */
export async function startAnotherGateway(
  stack: Pick<Stack, 'ports' | 'paths'>,
  options: { readonly mtls?: boolean | undefined; readonly overrides?: EnvironmentOverrides | undefined } = {},
): Promise<MoreGateway> {
  const { inherited, redisUrl } = readEnvironment();
  const { ports, paths } = stack;
  const port = await findFreePort();
  const own = { PORT: String(port), GATEWAY_REGISTRY_PORT: '0' };
  const program = serviceProgram('gateway', {
    environment: 'test',
    logLevel: 'info',
    ports,
    paths,
    keys: await prepareKeys(paths),
    redisUrl,
    mtls: options.mtls === true,
    inherited,
    codeCache: (await openCodeCache(paths)).folder,
    overrides: { ...options.overrides, gateway: { ...options.overrides?.gateway, ...own } },
  });
  const url = `http://${LOOPBACK}:${String(port)}`;
  const gateway = createServiceProcess({
    name: 'gateway',
    program: { ...program, logFile: `${program.logFile}.${String(port)}` },
    readyUrl: `${url}/readyz`,
    onEvent: () => undefined,
    onIdentity: () => Promise.resolve(),
  });
  await gateway.start();
  return { url, stop: () => gateway.stop() };
}
