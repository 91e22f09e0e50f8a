import { Kind, buildSchema, parse, validate } from 'graphql';
import { AppError } from '#platform/errors';
import { checkShape } from '../../gateway/limits/check-shape.ts';
import { createOperationCost } from '../../gateway/limits/cost/operation-cost.ts';
import { DEFAULT_MAX_COST, MAX_PAGE_SIZE } from '../../gateway/limits/limits.ts';
import { parseDocument } from '../../gateway/limits/parse-document.ts';
import type { DocumentNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Manifest, RegisteredDocument } from '../../gateway/documents/manifest.ts';
import type { Finding } from './finding.ts';

/**
 * Registered documents that the new schema or the gateway's limits would refuse: a client in the field cannot change its documents.
 * @param manifests by client
 */
export function findRefusedDocuments(
  schemas: { readonly apiSdl: string; readonly supergraph: GraphQLSchema },
  manifests: ReadonlyMap<string, Manifest>,
): Finding[] {
  const api = buildSchema(schemas.apiSdl);
  const cost = createOperationCost(schemas.supergraph);
  return [...manifests].flatMap(([client, { operations }]) =>
    operations.flatMap((document): Finding[] => {
      const where = `${client}/${document.name} (${document.id})`;
      return problemsOf(document, api, cost).map((message) => ({ class: 'document', where, message }));
    }),
  );
}

function problemsOf(
  { body }: RegisteredDocument,
  api: GraphQLSchema,
  cost: ReturnType<typeof createOperationCost>,
): string[] {
  const invalid = validate(api, parse(body));
  if (invalid.length > 0) return invalid.map(({ message }) => message);
  try {
    const document = parseDocument(body);
    checkShape(api, document);
    const { operation, fragments } = partsOf(document);
    const estimated = cost.estimate(operation, fragments, greatestVariables(operation));
    return estimated > DEFAULT_MAX_COST ? [`would cost up to ${estimated}, more than ${DEFAULT_MAX_COST}`] : [];
  } catch (error) {
    if (error instanceof AppError) return [`would be refused: ${error.code}`];
    throw error;
  }
}

/** Every number could be a page size; conditions that are not given count as met. */
function greatestVariables(operation: OperationDefinitionNode): Record<string, number> {
  const names = (operation.variableDefinitions ?? []).flatMap(({ variable, type }) => {
    const inner = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
    return inner.kind === Kind.NAMED_TYPE && inner.name.value === 'Int' ? [variable.name.value] : [];
  });
  return Object.fromEntries(names.map((name) => [name, MAX_PAGE_SIZE]));
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
