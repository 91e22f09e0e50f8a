import { Kind, buildSchema, parse, validate } from 'graphql';
import { AppError } from '#platform/errors';
import { checkShape } from '../../gateway/limits/check-shape.ts';
import { createOperationCost } from '../../gateway/limits/cost/operation-cost.ts';
import { DEFAULT_MAX_COST } from '../../gateway/limits/limits.ts';
import { parseDocument } from '../../gateway/limits/parse-document.ts';
import { worstVariables } from '../../gateway/registry/worst-variables.ts';
import type { DocumentNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { DocumentInUse } from './documents-in-use.ts';
import type { Finding } from './finding.ts';

/**
 * Registered documents that the new schema or the gateway's limits would refuse: a client in the field cannot change its documents.
 */
export function findRefusedDocuments(
  schemas: { readonly apiSdl: string; readonly supergraph: GraphQLSchema },
  documents: readonly DocumentInUse[],
): Finding[] {
  const judged = {
    api: buildSchema(schemas.apiSdl),
    supergraph: schemas.supergraph,
    cost: createOperationCost(schemas.supergraph),
  };
  return documents.flatMap(({ client, name, id, body, use }): Finding[] =>
    problemsOf(body, judged).map((message) => ({
      class: 'document',
      where: `${client}/${name} (${id})`,
      message,
      ...(use === undefined ? {} : { note: use }),
    })),
  );
}

function problemsOf(
  body: string,
  {
    api,
    supergraph,
    cost,
  }: {
    readonly api: GraphQLSchema;
    readonly supergraph: GraphQLSchema;
    readonly cost: ReturnType<typeof createOperationCost>;
  },
): string[] {
  const invalid = validate(api, parse(body));
  if (invalid.length > 0) return invalid.map(({ message }) => message);
  try {
    const document = parseDocument(body);
    checkShape(api, document);
    const { operation, fragments } = partsOf(document);
    const estimated = cost.estimate(operation, fragments, worstVariables(supergraph, operation));
    return estimated > DEFAULT_MAX_COST ? [`would cost up to ${estimated}, more than ${DEFAULT_MAX_COST}`] : [];
  } catch (error) {
    if (error instanceof AppError) return [`would be refused: ${error.code}`];
    throw error;
  }
}

function partsOf(document: DocumentNode): {
  operation: OperationDefinitionNode;
  fragments: Record<string, FragmentDefinitionNode>;
} {
  const fragments: Record<string, FragmentDefinitionNode> = {};
  let operation: OperationDefinitionNode | undefined;
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
    if (node.kind === Kind.OPERATION_DEFINITION) operation = node;
  }
  if (operation === undefined) throw new AppError('OPERATION_RESOLUTION_FAILURE');
  return { operation, fragments };
}
