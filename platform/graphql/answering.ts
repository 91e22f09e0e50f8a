import { AppError } from '#platform/errors';
import type { GraphQLFieldResolver, GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import type { Once } from '#platform/idempotency';
import type { RequestContext } from './request-context.ts';

type Run<Parent, Args, Context, Result> = (
  parent: Parent,
  args: Args,
  context: Context,
  info: GraphQLResolveInfo,
) => Promise<Result> | Result;
type Present<Args, Context> = (result: unknown, args: Args, context: Context) => unknown;
type Resolver = GraphQLFieldResolver<unknown, RequestContext>;

/** How each resolver that was made by `answering` presents what its change handed back. */
const presents = new WeakMap<object, Present<never, never>>();

/**
 * A resolver of a mutation that can be repeated with an idempotency key: what the change hands back, and how that is answered.
 * The answer is made a second time inside the transaction, to be kept with the change; so `present` does nothing but present.
 * @param run returns exactly what its one change hands back
 */
export function answering<Parent, Args, Context, Result, Payload>(
  run: Run<Parent, Args, Context, Result>,
  present: (result: Result, args: Args, context: Context) => Payload,
): (parent: Parent, args: Args, context: Context, info: GraphQLResolveInfo) => Promise<Payload> {
  const resolver = async (parent: Parent, args: Args, context: Context, info: GraphQLResolveInfo): Promise<Payload> =>
    present(await run(parent, args, context, info), args, context);
  presents.set(resolver, present as Present<never, never>);
  return resolver;
}

/** What a subgraph needs so that its mutations can be repeated. */
export interface Repeatable {
  readonly once: Once;
  /** Mutations that take no key, each with the reason. */
  readonly withoutKey: Readonly<Record<string, string>>;
}

/**
 * Puts the idempotency key in front of every mutation, in place; the rules of `@access` go in front of it, so that whoever repeats
 * something must still be allowed to.
 * @throws Error for a mutation of which it is not said how it is repeated, or why not
 */
export function applyIdempotency(schema: GraphQLSchema, repeatable: Repeatable | undefined): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const original = field.resolve as Resolver | undefined;
    const present = original === undefined ? undefined : presents.get(original);
    const takesNone = repeatable === undefined || Object.hasOwn(repeatable.withoutKey, field.name);
    if (repeatable !== undefined && takesNone === (present !== undefined))
      throw new Error(`Mutation.${field.name} must either answer repetitions or be listed as taking no key`);
    if (original === undefined) continue;
    field.resolve =
      takesNone || present === undefined ? refusingKeys(original) : repeating(original, present, repeatable.once);
  }
}

function refusingKeys(original: Resolver): Resolver {
  return (parent, args, context, info) => {
    if (context.idempotencyKey !== undefined) throw new AppError('IDEMPOTENCY_KEY_NOT_TAKEN');
    return original(parent, args, context, info);
  };
}

function repeating(original: Resolver, present: Present<never, never>, once: Once): Resolver {
  return (parent, args: unknown, context, info) => {
    const { idempotencyKey, actor } = context;
    const work = async (): Promise<unknown> => original(parent, args, context, info);
    if (idempotencyKey === undefined) return work();
    // Nobody in particular could be told from anybody else who knows the key.
    if (actor.kind === 'anonymous') throw new AppError('IDEMPOTENCY_KEY_NOT_TAKEN');
    const { tenantId, principalId, grants } = actor;
    const call = {
      ...idempotencyKey,
      caller: { tenantId, principalId },
      place: String(info.path.key),
      present: (result: unknown) => present(result, args as never, context as never),
    };
    return once.answer(call, work, (grantId) => grantId === null || grants.some(({ id }) => id === grantId));
  };
}
