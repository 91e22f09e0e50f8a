import { Kind, OperationTypeNode } from 'graphql';
import type { DocumentNode, FragmentDefinitionNode, SelectionNode, SelectionSetNode } from 'graphql';

/** What a document has, with every fragment counted where it is spread. */
export interface DocumentCounts {
  readonly selections: number;
  readonly aliases: number;
  readonly directives: number;
  /** Over all operations. */
  readonly rootFields: number;
  /** Of these, those of mutations. */
  readonly mutationFields: number;
  readonly fields: number;
  /** Definitions, each counted once. */
  readonly operations: number;
  readonly fragments: number;
  /** Over all operations. */
  readonly declaredVariables: number;
}

/** Shape errors that validation reports better, and that counting cannot get past. */
export type CountingObstacle = 'fragment cycle' | 'unknown fragment';

interface Counts {
  selections: number;
  aliases: number;
  directives: number;
  fields: number;
  /** Fields at the top of this selection set, fragments looked through. */
  top: number;
}

const NOTHING: Counts = { selections: 0, aliases: 0, directives: 0, fields: 0, top: 0 };

/**
 * Counts a document in one pass. Attack: thirty fragments that each spread the next one twice are short to send and a thousand
 * million selections to run. Each fragment is counted once and its numbers added wherever it is spread, so counting is as fast
 * as reading, whatever the result.
 */
export function countDocument(document: DocumentNode): DocumentCounts | CountingObstacle {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const counted = new Map<string, Counts>();
  const open = new Set<string>();
  let obstacle: CountingObstacle | undefined;

  function ofFragment(name: string): Counts {
    const known = counted.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    if (fragment === undefined || open.has(name)) {
      obstacle ??= fragment === undefined ? 'unknown fragment' : 'fragment cycle';
      return NOTHING;
    }
    open.add(name);
    const counts = ofSet(fragment.selectionSet);
    counts.directives += fragment.directives?.length ?? 0;
    open.delete(name);
    counted.set(name, counts);
    return counts;
  }

  function ofSelection(selection: SelectionNode): Counts {
    const directives = selection.directives?.length ?? 0;
    if (selection.kind === Kind.FIELD) {
      const inner = selection.selectionSet === undefined ? NOTHING : ofSet(selection.selectionSet);
      const aliases = inner.aliases + (selection.alias === undefined ? 0 : 1);
      return {
        selections: inner.selections + 1,
        aliases,
        directives: inner.directives + directives,
        fields: inner.fields + 1,
        top: 1,
      };
    }
    const inner =
      selection.kind === Kind.FRAGMENT_SPREAD ? ofFragment(selection.name.value) : ofSet(selection.selectionSet);
    return { ...inner, selections: inner.selections + 1, directives: inner.directives + directives };
  }

  function ofSet(set: SelectionSetNode): Counts {
    return set.selections.map(ofSelection).reduce(add, NOTHING);
  }

  let mutationFields = 0;
  const totals = document.definitions.reduce((total, node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return total;
    const own = [node, ...(node.variableDefinitions ?? [])].flatMap(({ directives }) => directives ?? []).length;
    const selected = ofSet(node.selectionSet);
    if (node.operation === OperationTypeNode.MUTATION) mutationFields += selected.top;
    return add(add(total, selected), { ...NOTHING, directives: own });
  }, NOTHING);
  if (obstacle !== undefined) return obstacle;
  const { top, ...counts } = totals;
  return { ...counts, rootFields: top, mutationFields, ...countDefinitions(document) };
}

function countDefinitions({
  definitions,
}: DocumentNode): Pick<DocumentCounts, 'operations' | 'fragments' | 'declaredVariables'> {
  const operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return {
    operations: operations.length,
    fragments: definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION).length,
    declaredVariables: operations.reduce((sum, { variableDefinitions = [] }) => sum + variableDefinitions.length, 0),
  };
}

/** Numbers double with each fragment, so they stop at the greatest that can be counted with. */
function add(a: Counts, b: Counts): Counts {
  return {
    selections: Math.min(a.selections + b.selections, Number.MAX_SAFE_INTEGER),
    aliases: Math.min(a.aliases + b.aliases, Number.MAX_SAFE_INTEGER),
    directives: Math.min(a.directives + b.directives, Number.MAX_SAFE_INTEGER),
    fields: Math.min(a.fields + b.fields, Number.MAX_SAFE_INTEGER),
    top: Math.min(a.top + b.top, Number.MAX_SAFE_INTEGER),
  };
}
