import { AppError } from '#platform/errors';
import type { IncomingHttpHeaders } from 'node:http';

const ANSWERS = new Set(['*/*', 'application/*', 'application/json', 'application/graphql-response+json']);

/**
 * Attack: an operation that runs, and whose result is then thrown away because the client takes only a stream or a page; or a
 * stream that is held open. Rule: what a client accepts is looked at before anything runs, and there are no streams.
 * @throws AppError NOT_ACCEPTABLE
 */
export function requireJsonAnswer(request: { readonly headers: IncomingHttpHeaders }): void {
  if (!acceptsJson(request)) throw new AppError('NOT_ACCEPTABLE');
}

/** Whether the sender of a request takes what there is. */
export function acceptsJson({ headers: { accept } }: { readonly headers: IncomingHttpHeaders }): boolean {
  return accept === undefined || ANSWERS.has(accept) || accept.split(',').some(isAnswer);
}

/** One media range with its parameters (RFC 9110 section 12.5.1); a quality of 0 means "not this". */
function isAnswer(range: string): boolean {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  return ANSWERS.has(type) && !parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter));
}
