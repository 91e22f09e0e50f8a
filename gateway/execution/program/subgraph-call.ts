import { errorPaths } from './error-paths.ts';
import { safeName } from './safe-names.ts';
import { errorOfSubgraph } from './subgraph-error.ts';
import { UnsupportedPlan } from './unsupported-plan.ts';
import type { GraphQLDataSource } from '@apollo/gateway';
import type { AnswerPath, FetchNode, JsonObject, Transports } from './query-plan.ts';
import type { Run } from './run.ts';
import type { AnsweredError } from './subgraph-error.ts';

type ProcessOptions = Parameters<GraphQLDataSource['process']>[0];

/**
 * Calls a subgraph with the variables of the request that its operation uses. Its errors are kept in the run, with their paths.
 * @param representations of the entities that it is asked about; none for a call of root fields
 */
export type CallSubgraph = (
  run: Run,
  representations: readonly JsonObject[] | undefined,
) => Promise<JsonObject | null | undefined>;

/**
 * @param path of the fetch in the answer
 * @throws UnsupportedPlan for a subgraph that is not there, and for variables with unsafe names
 */
export function compileCall(node: FetchNode, path: AnswerPath, transports: Transports): CallSubgraph {
  const { serviceName, operation: query, operationName, operationDocumentNode: document } = node;
  const transport = transports[serviceName];
  if (transport === undefined) throw new UnsupportedPlan('subgraph', serviceName);
  const variablesOf = compileVariables(node.variableUsages ?? []);
  const pathInIncomingRequest = [...path];
  return async (run, representations) => {
    const variables = variablesOf(run.variables);
    if (representations !== undefined) variables['representations'] = representations;
    const options = {
      // A member of an enumeration that the library does not export.
      kind: 'incoming operation',
      request: { query, variables, operationName },
      incomingRequestContext: run.request,
      context: run.request.context,
      document,
      pathInIncomingRequest,
    };
    const { data, errors } = await transport.process(options as unknown as ProcessOptions);
    if (errors) {
      const rewritten = errorPaths(path, representations !== undefined, run.data);
      for (const error of errors as readonly AnsweredError[])
        run.errors.push(errorOfSubgraph(error, serviceName, rewritten(error.path)));
    }
    return data as JsonObject | null | undefined;
  };
}

function compileVariables(usages: readonly string[]): (given: JsonObject) => JsonObject {
  const names = usages.map(safeName);
  if (names.includes('representations')) throw new UnsupportedPlan('name', 'representations');
  return (given) => {
    const variables: JsonObject = {};
    for (const name of names) if (given[name] !== undefined) variables[name] = given[name];
    return variables;
  };
}
