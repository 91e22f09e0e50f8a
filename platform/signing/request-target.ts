/** Printable ASCII without `?` and `#`: a path as it stands on the wire. */
const PATH_PATTERN = /^\/[\x21\x22\x24-\x3e\x40-\x7e]*$/;
/** Empty, or `?` and printable ASCII without `#`. */
const QUERY_PATTERN = /^(?:\?[\x21\x22\x24-\x7e]*)?$/;

/**
 * Splits an origin-form request target (RFC 9112 section 3.2.1), such as `request.url` of node:http, into what is signed.
 * @returns `path` as sent, never decoded; `query` with its leading `?`, or '' when there is none
 */
export function splitRequestTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?');
  return mark === -1 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark) };
}

/** What is wrong with a request line, or `undefined`. A line break in any of them could forge a line of the signature base. */
export function requestLineProblem(method: string, path: string, query: string): string | undefined {
  if (!/^[A-Z]{1,16}$/.test(method)) return 'method is not a plain upper-case word';
  if (!PATH_PATTERN.test(path)) return 'path is not an absolute path in printable ASCII';
  if (!QUERY_PATTERN.test(query)) return 'query is not printable ASCII after a question mark';
  return undefined;
}
