/** @returns the `code` of an error of the system or of PostgreSQL, such as "EEXIST"; undefined when there is none */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
