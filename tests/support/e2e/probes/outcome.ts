import type { Exchange } from '../graph-client.ts';
import type { Probe } from './probe.ts';

/** What an answer says of the object behind an id. */
export type ObjectOutcome = 'reached' | 'hidden' | 'refused';

const REFUSALS = ['UNAUTHENTICATED', 'FORBIDDEN', 'STEP_UP_REQUIRED'];

/** Hidden: the answer for an object that is not there. Any other answer, an error about its state too, knows the object. */
export function objectOutcome(answer: Exchange<unknown>, { hidden }: Probe): ObjectOutcome {
  const code = answer.errors[0]?.extensions.code;
  if (code === undefined) return answer.text === hidden ? 'hidden' : 'reached';
  if (REFUSALS.includes(code)) return 'refused';
  return code === 'NOT_FOUND' && hidden === undefined ? 'hidden' : 'reached';
}

/** Byte for byte the same, apart from the request id. */
export function comparable(text: string): string {
  return text.replaceAll(/"requestId":"[^"]*"/g, '"requestId":""');
}
