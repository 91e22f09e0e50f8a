import type { FastifyInstance } from 'fastify';
import type { AuditAlarms } from '#platform/audit';
import type { IntegrityStore } from '../integrity/integrity-store.ts';

/** Alarms are rare; whoever asks has seen the older ones. */
const MAX_ALARMS = 20;

/**
 * `GET /internal/integrity/alarms`: when the log was found not to agree with itself, and at which places. For the service that keeps
 * incidents: it asks, so that this one calls nobody. Any instance answers, also one that takes no entries any more.
 */
export function registerIntegrityRoute(server: FastifyInstance, store: Pick<IntegrityStore, 'alarms'>): void {
  server.get('/internal/integrity/alarms', { config: { callers: ['incident'] } }, async (): Promise<AuditAlarms> => {
    const alarms = await store.alarms(MAX_ALARMS);
    return {
      alarms: alarms.map(({ id, raisedAtMs, endedAtMs, findings, examples }) => ({
        id,
        raisedAt: new Date(raisedAtMs).toISOString(),
        endedAt: endedAtMs === undefined ? null : new Date(endedAtMs).toISOString(),
        findings,
        examples: examples.map(({ kind, place }) => ({ kind, place })),
      })),
    };
  });
}
