import { GraphQLError, parse } from 'graphql';
import { AppError } from '#platform/errors';
import { DEFAULT_SHAPE_LIMITS } from './limits.ts';
import type { DocumentNode } from 'graphql';
import type { ShapeLimits } from './limits.ts';

/** How graphql-js ends the message of a document with too many tokens; it has no code for it. */
const TOO_MANY_TOKENS = /tokens\. Parsing aborted\.$/;

/**
 * Attack: a document of a megabyte of braces that keeps the parser busy or ends its stack, or one name of that length, which is compared
 * with every name of the schema. Rule: the text is no longer than `characters`, and the parser stops at `tokens`.
 * @throws AppError MAX_CHARACTERS_LIMIT, MAX_TOKENS_LIMIT or GRAPHQL_PARSE_FAILED
 */
export function parseDocument(
  query: string,
  { characters, tokens }: Pick<ShapeLimits, 'characters' | 'tokens'> = DEFAULT_SHAPE_LIMITS,
): DocumentNode {
  if (query.length > characters) throw new AppError('MAX_CHARACTERS_LIMIT', { facts: { max: characters } });
  try {
    return parse(query, { maxLexicalTokens: tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw new AppError('GRAPHQL_PARSE_FAILED', { cause: error });
    if (TOO_MANY_TOKENS.test(error.message)) throw new AppError('MAX_TOKENS_LIMIT', { facts: { max: tokens } });
    throw new AppError('GRAPHQL_PARSE_FAILED', { detail: error.message.slice(0, 300), cause: error });
  }
}
