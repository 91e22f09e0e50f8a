import { Kind, OperationTypeNode } from 'graphql';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';

/** The one operation of a document that can be registered. */
export interface OnlyOperation {
  readonly operation: OperationDefinitionNode;
  readonly kind: 'query' | 'mutation';
  readonly name: string;
}

/** @returns undefined for a document that holds anything but one named query or mutation, and its fragments */
export function onlyOperation({ definitions }: DocumentNode): OnlyOperation | undefined {
  const [operation, ...others] = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const name = operation?.name?.value;
  if (operation === undefined || others.length > 0 || name === undefined) return undefined;
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) return undefined;
  return { operation, kind: operation.operation, name };
}
