import { REQUEST_ID_HEADER, requestIdFrom } from '#platform/http';
import { headTooLarge } from './request-head.ts';
import { repeatedHeader } from './single-headers.ts';
import type { IncomingMessage } from 'node:http';
import type { AnswerMetrics } from './answer-metrics.ts';
import type { BurstGuard } from './burst-limit.ts';
import type { HttpLimits } from './http-limits.ts';
import type { Sender } from './sender-of.ts';

/** What holds for every request to the public server. */
export interface EdgeRules {
  readonly limits: HttpLimits;
  readonly burst: BurstGuard;
  readonly answers: AnswerMetrics;
  /** On every answer. */
  readonly headers: Readonly<Record<string, string>>;
  readonly httpsOnly: boolean;
  readonly senderOf: (request: IncomingMessage) => Sender;
  readonly corsHeaders: (origin: string | undefined) => Readonly<Record<string, string>>;
}

/** A request that passed the rules. */
export interface Admitted {
  readonly id: string;
  readonly address: string;
}

/**
 * The same rules as those of the router, for a request that is answered without it. The router says no, always: what does not pass is left
 * to it untouched, so that a refusal has one place and one form. Counting comes last, because the router counts what it gets.
 * @returns undefined for a request that the router must look at
 */
export function admit(rules: EdgeRules, request: IncomingMessage): Admitted | undefined {
  const { headers } = request;
  if (headers.host === undefined || headers.expect !== undefined) return undefined;
  if (headTooLarge(request, rules.limits) !== undefined || repeatedHeader(request) !== undefined) return undefined;
  const { address, isHttps } = rules.senderOf(request);
  if (rules.httpsOnly && !isHttps) return undefined;
  if (rules.burst.take(address) > 0) return undefined;
  return { id: requestIdFrom(headers[REQUEST_ID_HEADER]), address };
}
