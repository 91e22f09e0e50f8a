import type { Finding } from './findings.ts';
import type { WalkStart } from './walk.ts';

/** What the task remembers from one process to the next; nothing of a pass over the whole log, which relies on nothing stored. */
export interface IntegrityState {
  /** Up to here everything was found in order once. */
  readonly watermark: WalkStart;
  /** When the newest entries were last found in order, with no alarm open; undefined before the first time. */
  readonly lastSuccessMs: number | undefined;
}

/** Findings from the first one until a pass over the whole log finds nothing any more. */
export interface Alarm {
  readonly id: string;
  readonly raisedAtMs: number;
  readonly endedAtMs: number | undefined;
  /** How many there are. */
  readonly findings: number;
  /** Some of them. */
  readonly examples: readonly Finding[];
}

export interface IntegrityStore {
  /** @returns a state that begins again where what is stored cannot be read */
  load(): Promise<IntegrityState>;
  save(state: IntegrityState): Promise<void>;
  /** Whether an alarm is open. */
  isRaised(): Promise<boolean>;
  /**
   * Keeps findings under the alarm that is open, or under a new one. What was found before is not kept again.
   * @returns those that are new
   */
  raise(findings: readonly Finding[], nowMs: number): Promise<readonly Finding[]>;
  /** Ends the alarm that is open, if there is one. @returns whether there was */
  end(nowMs: number): Promise<boolean>;
  /** The newest alarms, newest first. */
  alarms(limit: number): Promise<readonly Alarm[]>;
}
