import { GraphQLError, parse } from 'graphql';
import { AppError } from '#platform/errors';
import { MAX_TOKENS } from './limits.ts';
import type { DocumentNode } from 'graphql';

/** How graphql-js ends the message of a document with too many tokens; it has no code for it. */
const TOO_MANY_TOKENS = /tokens\. Parsing aborted\.$/;

/**
 * Attack: a document of a megabyte of braces that keeps the parser busy or ends its stack.
 * Rule: the parser stops at `maxTokens`.
 * @throws AppError MAX_TOKENS_LIMIT or GRAPHQL_PARSE_FAILED
 */
export function parseDocument(query: string, maxTokens: number = MAX_TOKENS): DocumentNode {
  try {
    return parse(query, { maxLexicalTokens: maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw new AppError('GRAPHQL_PARSE_FAILED', { cause: error });
    if (TOO_MANY_TOKENS.test(error.message)) throw new AppError('MAX_TOKENS_LIMIT', { facts: { max: maxTokens } });
    throw new AppError('GRAPHQL_PARSE_FAILED', { detail: error.message.slice(0, 300), cause: error });
  }
}
