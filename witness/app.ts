import { createHttpServer, readServiceTls } from '#platform/http';
import { createMetrics, registerMetricsRoute } from '#platform/metrics';
import { createCosigner } from '#platform/tlog';
import { readWitnessKey } from './config.ts';
import { registerAddCheckpointRoute } from './http/add-checkpoint-route.ts';
import { openWitnessStore } from './persistence/witness-store.ts';
import type { Clock } from '#platform/clock';
import type { RunningService } from '#platform/http';
import type { Logger } from '#platform/logging';
import type { WitnessConfig } from './config.ts';
import type { WitnessStore } from './persistence/witness-store.ts';

export interface WitnessDeps {
  readonly config: WitnessConfig;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Stands between the witness and its store; for tests of what a crash leaves. */
  readonly wrapStore?: (store: WitnessStore) => WitnessStore;
}

/** Wires the witness. @throws Error when the database is unreachable or behind, or the key is not valid */
export async function startWitness({ config, logger, clock, wrapStore }: WitnessDeps): Promise<RunningService> {
  const cosigner = createCosigner(readWitnessKey(config));
  const keysByOrigin = Map.groupBy(config.WITNESS_LOG_VKEYS, ({ name }) => name);
  const opened = await openWitnessStore({
    url: config.DATABASE_URL,
    poolMax: config.DATABASE_POOL_MAX,
    origins: [...keysByOrigin.keys()],
    logger,
  });
  const store = wrapStore?.(opened) ?? opened;
  const server = createHttpServer({
    logger,
    tls: readServiceTls('witness', config),
    dependencies: { database: () => store.check() },
  });
  const metrics = createMetrics('witness');
  registerMetricsRoute(server, metrics);
  registerAddCheckpointRoute(server, { store, cosigner, keysByOrigin, clock, logger, metrics });
  logger.info({ vkey: cosigner.vkey, origins: [...keysByOrigin.keys()] }, 'witnessing');
  return { server, resources: [store] };
}
