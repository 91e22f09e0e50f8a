/** What becomes of a query with fields that its caller may not use: refused as a whole, or run with null in their places. */
export const ACCESS_DENIALS = ['refuse', 'null'] as const;
export type AccessDenials = (typeof ACCESS_DENIALS)[number];
