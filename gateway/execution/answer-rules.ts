import { partialStatus, refusalStatus } from '../http/draft-status.ts';
import { challengeFor } from '../http/www-authenticate.ts';
import { missingValues } from './missing-values.ts';
import { publicError } from './public-errors.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { Problem } from '#platform/errors';
import type { HttpDraft } from '../http/draft-status.ts';
import type { RequestAccounts } from '../limits/request-accounts.ts';
import type { GatewayContext } from './gateway-context.ts';

/** What was run, or was not, before it takes its public form. */
export interface RawResult {
  /** Absent when nothing was run. */
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

export interface FinishedAnswer {
  readonly result: {
    readonly errors?: readonly GraphQLFormattedError[];
    readonly data?: Record<string, unknown> | null;
    readonly extensions?: Record<string, unknown>;
  };
  /** Undefined where the answer says nothing about it. */
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * @param originals the errors as they were thrown, in the order of those in the result
 */
export type FinishAnswer = (
  raw: RawResult,
  originals: readonly unknown[] | undefined,
  context: GatewayContext,
) => FinishedAnswer;

/**
 * The last thing that happens to an answer: errors take their public form, extensions of the libraries are dropped, and a request
 * of which nothing was run gets the HTTP status of its error.
 * @param draft whose status codes are used
 * @param accounts of which budget the request paid, and what it cost
 */
export function createAnswerRules(
  draft: HttpDraft,
  accounts: Pick<RequestAccounts, 'report'> | undefined,
): FinishAnswer {
  return (raw, originals, context) => {
    const errors = publicErrors(raw, originals, context);
    const report = accounts?.report(context);
    const result = {
      ...(errors.length === 0 ? {} : { errors }),
      ...(raw.data === undefined ? {} : { data: raw.data }),
      ...(report?.extensions === undefined ? {} : { extensions: { ...report.extensions } }),
    };
    if (errors.length === 0) return { result, status: undefined, headers: report?.headers ?? {} };
    const headers = { ...report?.headers, ...whenToRepeat(errors) };
    // `data` is there, maybe as null, once execution has begun; then the answer is one, and its errors are part of it.
    if (raw.data !== undefined)
      return { result, status: raw.data === null ? undefined : partialStatus(draft), headers };
    const problem = errors[0]?.extensions as Problem | undefined;
    if (problem === undefined) return { result, status: undefined, headers };
    const challenge = challengeFor(problem);
    return {
      result,
      status: refusalStatus(draft, problem),
      headers: challenge === undefined ? headers : { ...headers, 'www-authenticate': challenge },
    };
  };
}

function publicErrors(
  raw: RawResult,
  originals: readonly unknown[] | undefined,
  context: GatewayContext,
): readonly GraphQLFormattedError[] {
  const { errors = [] } = raw;
  return [
    ...errors.map((error, index) => publicError(error, originals?.[index], context)),
    ...missingValues(raw, context.requestId),
  ];
}

/** In a header too, for clients that repeat requests without looking into them (RFC 9110, section 10.2.3). */
function whenToRepeat(errors: readonly GraphQLFormattedError[]): Record<string, string> {
  const waits = errors.flatMap(({ extensions }) => extensions?.['retryAfterSeconds'] ?? []);
  const seconds = Math.max(...waits.filter((wait) => typeof wait === 'number'));
  return seconds > 0 ? { 'retry-after': String(seconds) } : {};
}
