import type { Actor } from '#platform/auth';
import type { AbortNotice } from '#platform/http';
import type { ForwardedKey } from '#platform/idempotency';
import type { Logger } from '#platform/logging';
import type { RequestRecorder } from '../explorer/request-report.ts';

/** What the rules and the subgraph calls of one request know about it. */
export interface GatewayContext {
  readonly requestId: string;
  /** Goes to the subgraphs; only their mutations look at it. */
  readonly idempotencyKey?: ForwardedKey | undefined;
  readonly logger: Logger;
  readonly actor: Actor;
  readonly contextToken: string | undefined;
  readonly clientId: string;
  /** Of the client, as the first proxy that is trusted saw it; limits are kept for it. */
  readonly address?: string | undefined;
  /** Whether the client asked what the request costs. */
  readonly tellCost?: boolean | undefined;
  /** Aborted when the client goes away, or the time for the request is over. */
  readonly signal: AbortNotice;
  /** When the request came in, by `performance.now()`: it may share calls that began later. */
  readonly receivedAtMs?: number | undefined;
  /** Moves the end of the time for the request to this many milliseconds from now, if that is later. */
  readonly allowMs?: ((ms: number) => void) | undefined;
  /** Set by nobody but the gateway itself, for a document that is planned and not run; no request has it. */
  readonly rehearsal?: Rehearsal | undefined;
  /** Told how the request goes on, for the explorer alone; no other request has one. */
  readonly recorder?: RequestRecorder | undefined;
}

/** What became of a document that was planned and not run. */
export interface Rehearsal {
  planned: boolean;
  /** What its plan costs with these variables, once it has one. */
  price?: ((variables: Readonly<Record<string, unknown>>) => number) | undefined;
}
