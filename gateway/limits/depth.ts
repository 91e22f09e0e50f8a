import { Kind, validate } from 'graphql';
import depthLimit from 'graphql-depth-limit';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode, ValidationRule } from 'graphql';

/**
 * Whether an operation goes deeper than `levels` levels of fields; fragments add none.
 * Attack: a cycle of two types asked for sixty times over, which keeps the planner busy for minutes. Rule: levels are counted, through
 * fragments, in every operation of the document, before anything plans it.
 *
 * graphql-depth-limit calls the root level 0 and lets the given number pass. It is given one operation at a time and without its
 * name, because it files operations by name and looks at the last of each.
 * @param document counted before: no fragment cycle, no unknown fragment and few selections, for the rule walks them all
 */
export function exceedsDepth(schema: GraphQLSchema, document: DocumentNode, levels: number): boolean {
  const rule: ValidationRule = depthLimit(levels - 1) as ValidationRule;
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return document.definitions.some((node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return false;
    const definitions = [withoutName(node), ...fragments];
    return validate(schema, { kind: Kind.DOCUMENT, definitions }, [rule]).length > 0;
  });
}

function withoutName(operation: OperationDefinitionNode): OperationDefinitionNode {
  const { name: _name, ...rest } = operation;
  return rest;
}
