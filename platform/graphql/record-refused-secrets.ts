import { AppError, RecordedRefusal } from '#platform/errors';
import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import type { ErrorCode } from '#platform/errors';
import type { RequestContext } from './request-context.ts';

/** What is answered to a secret that opens nothing: a password, a code, a token of a mail, a link. */
const REFUSED_SECRETS: ReadonlySet<ErrorCode> = new Set([
  'INVALID_CREDENTIALS',
  'MFA_CODE_INVALID',
  'MFA_CHALLENGE_INVALID',
  'REFRESH_TOKEN_INVALID',
  'EMAIL_TOKEN_INVALID',
  'INVITATION_INVALID',
  'TICKET_INVALID',
]);

/**
 * Attack: guessing tokens, links and codes without a trace, or so many that the trace fills the log. Rule: a mutation that refuses a
 * secret is recorded as a denial, which is bounded, unless its use case has recorded the refusal itself. Put in place before the
 * rules, which hand errors on as values.
 */
export function recordRefusedSecrets(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve } = field;
    if (resolve !== undefined) field.resolve = recording(resolve, `Mutation.${field.name}`);
  }
}

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;

function recording(resolve: Resolver, coordinate: string): Resolver {
  return async (parent, args: Parameters<Resolver>[1], context, info) => {
    try {
      return await resolve(parent, args, context, info);
    } catch (error) {
      if (isUnrecorded(error)) context.recordDenial(coordinate, 'credential');
      throw error;
    }
  };
}

function isUnrecorded(error: unknown): boolean {
  return error instanceof AppError && REFUSED_SECRETS.has(error.code) && !(error.cause instanceof RecordedRefusal);
}
