import { AppError } from '#platform/errors';
import type { Actor, Caller } from './caller.ts';

/**
 * Who a request's caller is. The rules in front of the fields refuse an anonymous one earlier.
 * @throws AppError UNAUTHENTICATED
 */
export function signedIn({ actor }: { readonly actor: Actor }): Caller {
  if (actor.kind === 'anonymous') throw new AppError('UNAUTHENTICATED');
  return actor;
}
