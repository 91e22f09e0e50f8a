import { describe, expect, test } from '@jest/globals';
import { silentLogger } from '#platform/logging';
import { createMetrics } from '#platform/metrics';
import { SUBGRAPHS, disableVendorTelemetry } from '../config.ts';
import { requestFor } from '../testing/executor-request.ts';
import { supergraph } from '../testing/schemas.ts';
import { EXECUTORS } from './executors.ts';
import { createTransports } from './transport/transports.ts';
import { testTransportSettings } from '../testing/transport-settings.ts';
import { createFederationGateway } from './federation-gateway.ts';
import type { BufferingClient } from '#platform/http';
import type { GatewayContext } from './gateway-context.ts';

const NOBODY: BufferingClient = { exchange: () => Promise.reject(new Error('nobody is there')) };

describe.each(EXECUTORS)('the gateway with the executor %s', (executor) => {
  test('answers introspection and failed calls alike; what no program runs is counted', async () => {
    disableVendorTelemetry();
    const metrics = createMetrics('gateway');
    const { gateway } = createFederationGateway({
      supergraphSdl: supergraph.sdl,
      clients: new Map(SUBGRAPHS.map((name) => [name, NOBODY])),
      transports: createTransports({ settings: testTransportSettings(), metrics, logger: silentLogger }),
      executor,
      pricing: undefined,
      metrics,
      logger: silentLogger,
    });
    await gateway.load();
    const run = (text: string) => {
      const context = {
        logger: silentLogger,
        signal: new AbortController().signal,
      } as Partial<GatewayContext> as GatewayContext;
      return gateway.executor(requestFor({ text, variables: {} }, context));
    };
    expect(await run('{ __schema { queryType { name } } }')).toEqual({
      data: { __schema: { queryType: { name: 'Query' } } },
    });
    const { data, errors } = await run('{ __typename me { id } }');
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { path: ['me'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'identity' } },
    ]);
    await gateway.stop();

    const counted = 'lifeready_gateway_unsupported_plans_total{reason="introspection",service="gateway"} 1';
    const text = await metrics.text();
    expect(text.includes(counted)).toBe(executor === 'program');
    expect(text.match(/unsupported_plans_total\{/g) ?? []).toHaveLength(executor === 'program' ? 1 : 0);
  });
});
