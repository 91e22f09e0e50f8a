import type { ApolloServerPlugin } from '@apollo/server';
import type { FinishAnswer } from './answer-rules.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { CheckOperation } from './operation-rules.ts';

/** The rules of each request where Apollo Server runs it: nothing is called before the first, nothing leaves before the second. */
export function createApolloPlugin(check: CheckOperation, finish: FinishAnswer): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async ({ contextValue }) => ({
      didResolveOperation: async ({ document, operation, request }) => {
        check({ document, operation, variables: request.variables }, contextValue);
      },
      willSendResponse: async ({ response, errors: originals }) => {
        if (response.body.kind !== 'single') return;
        const { result, status, headers } = finish(response.body.singleResult, originals, contextValue);
        response.body.singleResult = result;
        if (status !== undefined) response.http.status = status;
        for (const [name, value] of Object.entries(headers)) response.http.headers.set(name, value);
      },
    }),
  };
}
