import { auditActor } from '#platform/audit';
import { newId } from '#platform/ids';
import type { AuditFact } from '#platform/audit';
import type { Clock } from '#platform/clock';
import type { RequestContext } from '#platform/graphql';
import type { Turns } from '#platform/redis';
import type { Sequencer } from '../log/sequencer.ts';

export type RecordFact = (base: RequestContext, fact: AuditFact) => Promise<void>;

/** Attack: a stolen auditor's token in a loop, each reading an entry. Rule: who has read so often in a minute waits. */
export function bounded(record: RecordFact, readings: Turns): RecordFact {
  return async (base, fact) => {
    if (base.actor.kind !== 'anonymous') await readings.take(base.actor.principalId);
    await record(base, fact);
  };
}

/** Facts of this service go straight to its own sequencer. */
export function factRecorder(sequencer: Sequencer, clock: Clock): RecordFact {
  return async (base, { reasonCode, detail, ...fact }) => {
    const event = {
      kind: 'FACT',
      eventId: newId(clock.now()),
      ...fact,
      reasonCode: reasonCode ?? null,
      detail: detail ?? {},
      actor: auditActor(base.actor),
      requestId: base.requestId,
    } as const;
    await sequencer.append({ event, service: 'audit' });
  };
}
