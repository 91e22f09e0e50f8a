/** @param node of a plan @returns characters of the calls in it, wherever they stand */
export function charactersOfCalls(node: unknown): number {
  if (Array.isArray(node)) return node.reduce<number>((sum, child) => sum + charactersOfCalls(child), 0);
  if (typeof node !== 'object' || node === null) return 0;
  const { operation, node: inner, nodes, ifClause, elseClause } = node as Readonly<Record<string, unknown>>;
  const own = typeof operation === 'string' ? operation.length : 0;
  return own + charactersOfCalls([inner, nodes, ifClause, elseClause]);
}
