import { LOOPBACK } from '../../../cli/stack/free-port.ts';
import { startBalancer } from '../service/balancer.ts';
import { startAnotherGateway } from './more-gateways.ts';
import type { EnvironmentOverrides } from '../../../cli/stack/service-environment.ts';
import type { Stack } from '../../../cli/stack/stack.ts';
import type { MoreGateway } from './more-gateways.ts';

/** Several gateways behind the address of one. */
export interface GatewayFleet {
  /** Adds another gateway to the first, once the stack runs. */
  grow(
    stack: Pick<Stack, 'ports' | 'paths'>,
    options: { readonly mtls?: boolean | undefined; readonly overrides?: EnvironmentOverrides | undefined },
  ): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param publicPort the address that people use
 * @param firstPort where the stack's own gateway listens
 */
export async function openFleet(publicPort: number, firstPort: number): Promise<GatewayFleet> {
  const balancer = await startBalancer(publicPort, [`http://${LOOPBACK}:${String(firstPort)}`]);
  const others: MoreGateway[] = [];
  return {
    grow: async (stack, options) => {
      const other = await startAnotherGateway(stack, options);
      others.push(other);
      balancer.targets.push(other.url);
    },
    close: async () => {
      await Promise.all(others.map((other) => other.stop()));
      await balancer.close();
    },
  };
}
