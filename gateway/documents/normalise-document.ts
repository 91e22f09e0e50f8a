import { createHash } from 'node:crypto';
import { Kind, print, visit } from 'graphql';
import type { DefinitionNode, DocumentNode, NameNode, ValueNode } from 'graphql';

/**
 * One text for all that say the same: operations before fragments, each sorted by name, printed. White space, comments and the order of
 * definitions do not count; everything that changes what runs does, values included.
 */
export function normalisedText(document: DocumentNode): string {
  const definitions = document.definitions.toSorted((a, b) => compare(orderOf(a), orderOf(b)));
  return print({ ...document, definitions });
}

/** SHA-256 of the normalised text, lower-case hex. */
export function normalisedHash(document: DocumentNode): string {
  return createHash('sha256').update(normalisedText(document), 'utf8').digest('hex');
}

/**
 * The normalised text without what people may have written: numbers, texts, lists and objects are emptied. Names stay, and so do enum
 * values, which are the schema's.
 */
export function textWithoutValues(document: DocumentNode): string {
  return normalisedText(
    visit(document, { enter: (node) => ('kind' in node ? emptied(node as ValueNode) : undefined) }),
  );
}

function emptied(node: ValueNode): ValueNode | undefined {
  switch (node.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return { ...node, value: '0' };
    case Kind.STRING:
      return { kind: Kind.STRING, value: '' };
    case Kind.LIST:
      return node.values.length === 0 ? undefined : { kind: Kind.LIST, values: [] };
    case Kind.OBJECT:
      return node.fields.length === 0 ? undefined : { kind: Kind.OBJECT, fields: [] };
    default:
      return undefined;
  }
}

function orderOf(node: DefinitionNode): string {
  const rank = node.kind === Kind.OPERATION_DEFINITION ? '0' : '1';
  // The parser writes the name of an operation without one down as undefined.
  const { name } = node as { readonly name?: NameNode | undefined };
  return `${rank}${name?.value ?? ''}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
