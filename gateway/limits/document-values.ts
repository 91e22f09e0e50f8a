import { Kind } from 'graphql';
import type { DirectiveNode, DocumentNode, SelectionSetNode, ValueNode } from 'graphql';

/** What the values written in a document have. */
export interface ValueCounts {
  /** Elements of the longest list. */
  readonly listElements: number;
  /** Lists and objects inside each other, in the deepest value. */
  readonly valueNesting: number;
}

/**
 * Measures the values that are written in a document: arguments, arguments of directives, defaults of variables.
 * Attack: a list of a thousand ids, or lists inside lists, in the text itself, where no limit on variables sees it.
 * Each value is looked at once, level by level: nesting cannot end the stack.
 */
export function countValues(document: DocumentNode): ValueCounts {
  const counts = { listElements: 0, valueNesting: 0 };
  const measure = (value: ValueNode): void => {
    let level: readonly ValueNode[] = [value];
    for (let depth = 1; level.length > 0; depth += 1) {
      level = level.flatMap((node) => {
        if (node.kind === Kind.LIST || node.kind === Kind.OBJECT)
          counts.valueNesting = Math.max(counts.valueNesting, depth);
        if (node.kind === Kind.LIST) counts.listElements = Math.max(counts.listElements, node.values.length);
        return insideOf(node);
      });
    }
  };
  const ofDirectives = (directives: readonly DirectiveNode[] = []): void => {
    for (const { arguments: given = [] } of directives) for (const { value } of given) measure(value);
  };
  const ofSet = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      ofDirectives(selection.directives);
      if (selection.kind === Kind.FIELD) for (const { value } of selection.arguments ?? []) measure(value);
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet !== undefined)
        ofSet(selection.selectionSet);
    }
  };
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION) continue;
    ofDirectives(node.directives);
    const declared = node.kind === Kind.OPERATION_DEFINITION ? node.variableDefinitions : undefined;
    for (const { defaultValue, directives } of declared ?? []) {
      if (defaultValue !== undefined) measure(defaultValue);
      ofDirectives(directives);
    }
    ofSet(node.selectionSet);
  }
  return counts;
}

function insideOf(node: ValueNode): readonly ValueNode[] {
  if (node.kind === Kind.LIST) return node.values;
  return node.kind === Kind.OBJECT ? node.fields.map(({ value }) => value) : [];
}
