import { newId } from '#platform/ids';
import { factEvent, preparedEvent, somebody } from '../../subgraphs/audit/testing/events.ts';
import type { FactEvent, PreparedEvent } from '../../subgraphs/audit/testing/events.ts';

/** People whose events come in turns, each in a tenant and a session of their own. */
const PEOPLE = 500;

/** Events as services report them: the same people again and again, each time about another object. */
export interface Workload {
  fact(): FactEvent;
  prepared(): PreparedEvent;
}

export function createWorkload(): Workload {
  const people = Array.from({ length: PEOPLE }, () => ({ who: somebody(), sessionId: newId() }));
  let turn = 0;
  const next = (): (typeof people)[number] => {
    turn += 1;
    const person = people[turn % PEOPLE];
    if (person === undefined) throw new Error('there is somebody at every turn');
    return person;
  };
  const detail = { slots: 3, purpose: 'measurement' };
  return {
    fact: () => {
      const { who, sessionId } = next();
      const event = factEvent(who);
      return { ...event, detail, actor: { ...event.actor, sessionId } };
    },
    prepared: () => {
      const { who, sessionId } = next();
      const event = preparedEvent(who);
      return { ...event, detail, actor: { ...event.actor, sessionId } };
    },
  };
}
