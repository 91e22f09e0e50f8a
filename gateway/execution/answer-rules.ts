import { partialStatus, refusalStatus } from '../http/draft-status.ts';
import { challengeFor } from '../http/www-authenticate.ts';
import { missingValues } from './missing-values.ts';
import { publicError } from './public-errors.ts';
import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { Problem } from '#platform/errors';
import type { HttpDraft } from '../http/draft-status.ts';
import type { AccountReport, RequestAccounts } from '../limits/request-accounts.ts';
import type { GatewayContext } from './gateway-context.ts';

type Response = GraphQLRequestContext<GatewayContext>['response'];

/**
 * The last thing that happens to an answer: errors take their public form, extensions of the libraries are dropped, and a request
 * of which nothing was run gets the HTTP status of its error.
 * @param draft whose status codes are used
 * @param accounts of which budget the request paid, and what it cost
 */
export function createAnswerRules(
  draft: HttpDraft,
  accounts: Pick<RequestAccounts, 'report'>,
): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async ({ contextValue }) => ({
      willSendResponse: async ({ response, errors: originals }) => {
        if (response.body.kind !== 'single') return;
        const { singleResult } = response.body;
        const errors = [
          ...(singleResult.errors ?? []).map((error, index) => publicError(error, originals?.[index], contextValue)),
          ...missingValues(singleResult, contextValue.requestId),
        ];
        delete singleResult.extensions;
        sayCost(response, singleResult, accounts.report(contextValue));
        if (errors.length === 0) return;
        singleResult.errors = errors;
        sayWhenToRepeat(response, errors);
        // `data` is there, maybe as null, once execution has begun; then the answer is one, and its errors are part of it.
        if (singleResult.data === undefined) setStatus(response, draft, errors[0]?.extensions as Problem | undefined);
        else if (singleResult.data !== null) response.http.status = partialStatus(draft);
      },
    }),
  };
}

function sayCost(
  { http }: Response,
  result: { extensions?: Record<string, unknown> },
  report: AccountReport | undefined,
): void {
  for (const [name, value] of Object.entries(report?.headers ?? {})) http.headers.set(name, value);
  if (report?.extensions !== undefined) result.extensions = { ...report.extensions };
}

/** In a header too, for clients that repeat requests without looking into them (RFC 9110, section 10.2.3). */
function sayWhenToRepeat(response: Response, errors: readonly GraphQLFormattedError[]): void {
  const waits = errors.flatMap(({ extensions }) => extensions?.['retryAfterSeconds'] ?? []);
  const seconds = Math.max(...waits.filter((wait) => typeof wait === 'number'));
  if (seconds > 0) response.http.headers.set('retry-after', String(seconds));
}

function setStatus(response: Response, draft: HttpDraft, problem: Problem | undefined): void {
  if (problem === undefined) return;
  response.http.status = refusalStatus(draft, problem);
  const challenge = challengeFor(problem);
  if (challenge !== undefined) response.http.headers.set('www-authenticate', challenge);
}
