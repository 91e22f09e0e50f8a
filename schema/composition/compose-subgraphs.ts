import { readFileSync } from 'node:fs';
import path from 'node:path';
import { composeServices } from '@apollo/composition';
import { GraphQLError, Source, buildSchema, parse, printSchema } from 'graphql';
import { readSchemaPolicies } from '#platform/access';
import { parseSupergraphConfig } from './supergraph-config.ts';
import type { CompositionSuccess } from '@apollo/composition';
import type { ASTNode, DocumentNode } from 'graphql';

/** Something that keeps the subgraphs from forming one schema, with the place to look at. */
export interface CompositionProblem {
  readonly code: string;
  readonly message: string;
  /** `subgraph (file:line:column)` for each place involved. */
  readonly locations: readonly string[];
}

export interface Composition {
  /** What the gateway loads: the types, which subgraph serves what, and `@access`, `@cost`, `@listSize`. */
  readonly supergraphSdl: string;
  /** What a client sees. */
  readonly apiSdl: string;
}

export type CompositionOutcome =
  | { readonly composition: Composition; readonly problems: readonly [] }
  | { readonly composition: undefined; readonly problems: readonly CompositionProblem[] };

/** Hints that mean one coordinate would be guarded differently, depending on the subgraph one reads. */
const POLICY_HINTS: ReadonlySet<string> = new Set([
  'INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS',
  'MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS',
  'DIRECTIVE_COMPOSITION_WARN',
]);

type CompositionHint = CompositionSuccess['hints'][number];

interface Subgraph {
  readonly name: string;
  readonly url: string;
  readonly file: string;
  readonly typeDefs: DocumentNode;
}

/**
 * Composes the subgraphs that `supergraph.yaml` names.
 * @param root folder of `supergraph.yaml`
 * @throws Error when `supergraph.yaml` or an SDL file cannot be read
 */
export function composeSubgraphs(root: string): CompositionOutcome {
  const { subgraphs: entries } = parseSupergraphConfig(readFileSync(path.join(root, 'supergraph.yaml'), 'utf8'));
  const subgraphs: Subgraph[] = [];
  const problems: CompositionProblem[] = [];
  for (const { name, routingUrl, file } of entries) {
    try {
      const source = new Source(readFileSync(path.join(root, file), 'utf8'), path.normalize(file));
      subgraphs.push({ name, url: routingUrl, file: path.normalize(file), typeDefs: parse(source) });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      problems.push({ code: 'PARSE_ERROR', message: error.message, locations: [`${name} (${placeOf(error)})`] });
    }
  }
  return problems.length > 0 ? { composition: undefined, problems } : compose(subgraphs);
}

function compose(subgraphs: readonly Subgraph[]): CompositionOutcome {
  const result = composeServices([...subgraphs]);
  if (result.errors !== undefined) {
    return { composition: undefined, problems: result.errors.map((error) => problemOf(error, subgraphs)) };
  }
  const policyHints = result.hints.filter(({ definition }) => POLICY_HINTS.has(definition.code));
  if (policyHints.length > 0) {
    return { composition: undefined, problems: policyHints.map((hint) => ofHint(hint, subgraphs)) };
  }
  const policyProblem = findPolicyProblem(result.supergraphSdl);
  if (policyProblem !== undefined) return { composition: undefined, problems: [policyProblem] };
  const apiSdl = `${printSchema(result.schema.toAPISchema().toGraphQLJSSchema())}\n`;
  return { composition: { supergraphSdl: `${result.supergraphSdl.trimEnd()}\n`, apiSdl }, problems: [] };
}

/** A coordinate without a policy would stop its service at start; here it stops the change. */
function findPolicyProblem(supergraphSdl: string): CompositionProblem | undefined {
  try {
    readSchemaPolicies(buildSchema(supergraphSdl, { assumeValidSDL: true }));
    return undefined;
  } catch (error) {
    return { code: 'ACCESS_POLICY', message: error instanceof Error ? error.message : 'unknown', locations: [] };
  }
}

function problemOf(error: GraphQLError, subgraphs: readonly Subgraph[]): CompositionProblem {
  const code = error.extensions['code'];
  return {
    code: typeof code === 'string' ? code : 'COMPOSITION_ERROR',
    message: error.message,
    locations: locationsOf(error.nodes ?? [], subgraphs),
  };
}

function ofHint(hint: CompositionHint, subgraphs: readonly Subgraph[]): CompositionProblem {
  return { code: hint.definition.code, message: hint.message, locations: locationsOf(hint.nodes ?? [], subgraphs) };
}

function locationsOf(nodes: readonly ASTNode[], subgraphs: readonly Subgraph[]): string[] {
  const places = nodes.map((node) => {
    const name = 'subgraph' in node && typeof node.subgraph === 'string' ? node.subgraph : 'unknown';
    const file = subgraphs.find((subgraph) => subgraph.name === name)?.file ?? 'unknown';
    const token = node.loc?.startToken;
    return token === undefined ? `${name} (${file})` : `${name} (${file}:${token.line}:${token.column})`;
  });
  return [...new Set(places)];
}

function placeOf(error: GraphQLError): string {
  const [location] = error.locations ?? [];
  const file = error.source?.name ?? 'unknown';
  return location === undefined ? file : `${file}:${location.line}:${location.column}`;
}
