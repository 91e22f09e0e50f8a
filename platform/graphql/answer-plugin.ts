import { requireAloneUnlessQuery } from './batch-route.ts';
import { formatError } from './format-error.ts';
import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from './request-context.ts';

/** What happens to every operation of a subgraph between its document and its answer: errors get the one form they have. */
export function createAnswerPlugin<Context extends RequestContext>(): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async ({ contextValue }) => ({
      didResolveOperation: async ({ operation }) => {
        requireAloneUnlessQuery(contextValue, operation?.operation);
      },
      willSendResponse: async ({ response, errors }) => {
        // Nobody reads it; each resolver that did not begin would be a line of the log.
        if (contextValue.signal?.aborted === true) return;
        if (response.body.kind !== 'single' || response.body.singleResult.errors === undefined) return;
        response.body.singleResult.errors = response.body.singleResult.errors.map((formatted, index) =>
          formatError(formatted, errors?.[index], contextValue.requestId, contextValue.logger),
        );
      },
    }),
  };
}
