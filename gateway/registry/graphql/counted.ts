/** The last whole number of GraphQL; one above it is no answer at all, and takes the whole page with it. */
const MAX_INT = 2_147_483_647;

/** A count as the schema can say it. */
export function counted(count: number): number {
  return Math.min(count, MAX_INT);
}
