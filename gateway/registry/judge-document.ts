import { parse } from 'graphql';
import { AppError, asAppError } from '#platform/errors';
import { normalisedHash } from '../documents/normalise-document.ts';
import { onlyOperation } from '../documents/only-operation.ts';
import { fragmentsOf } from '../execution/fragments-of.ts';
import { createOperationCost } from '../limits/cost/operation-cost.ts';
import { invalidManifest } from './manifest/invalid-manifest.ts';
import { worstVariables } from './worst-variables.ts';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { OperationCost } from '../limits/cost/operation-cost.ts';
import type { DocumentToRehearse } from '../supergraph/rehearse.ts';
import type { ManifestDocument } from './manifest/read-manifest.ts';
import type { DocumentKind } from './types.ts';

/** The supergraph that is served at the moment, as far as a document can be held to it. */
export interface ServedSupergraph {
  /** With the directives of cost. */
  readonly supergraph: { readonly schema: GraphQLSchema };
  /** Throws AppError for a document of a shape that is not allowed. */
  checkDocument(query: string): unknown;
  /** Validates and plans a document. @returns what is wrong with it; undefined when it can be run */
  rehearse(document: DocumentToRehearse): Promise<string | undefined>;
}

/** A document that may be registered. */
export interface JudgedDocument {
  readonly id: string;
  readonly name: string;
  readonly body: string;
  readonly kind: DocumentKind;
  /** Of the normalised text. */
  readonly textHash: string;
  /** With every variable at its cap. */
  readonly maxCost: number;
}

const costs = new WeakMap<GraphQLSchema, OperationCost>();

/**
 * Attack: a document that is registered because nobody looks, and costs too much once it runs, where text limits no longer hold. Rule: it
 * is parsed, held to the shape of free text, validated, planned and priced before it is registered, with the worst variables it declares.
 * @param maxCost what the client may spend on one operation
 * @throws AppError MANIFEST_INVALID with the place, or MANIFEST_DOCUMENT_TOO_EXPENSIVE
 */
export async function judgeDocument(
  served: ServedSupergraph,
  document: ManifestDocument,
  maxCost: number,
): Promise<JudgedDocument> {
  const { id, body, path } = document;
  const bodyPath = `${path}.body`;
  const parsed = parsedOf(served, body, bodyPath);
  const only = onlyOperation(parsed);
  if (only === undefined) throw invalidManifest(bodyPath, 'must hold one named query or mutation');
  const { operation, kind, name } = only;
  if ((document.name ?? name) !== name) throw invalidManifest(`${path}.name`, 'is not the name of the operation');
  let planCost = (_variables: Readonly<Record<string, unknown>>): number => 0;
  const onPrice = (price: typeof planCost): void => {
    planCost = price;
  };
  const problem = await served.rehearse({ name, body, onPrice });
  if (problem !== undefined) throw invalidManifest(bodyPath, problem);
  const { schema } = served.supergraph;
  const cost = costs.get(schema) ?? createOperationCost(schema);
  costs.set(schema, cost);
  const worst = worstVariables(schema, operation);
  // As requests are priced: by the document before there is a plan, then by the plan, joins included.
  const estimated = Math.max(cost.estimate(operation, fragmentsOf(parsed), worst), planCost(worst));
  if (estimated > maxCost) {
    throw new AppError('MANIFEST_DOCUMENT_TOO_EXPENSIVE', { facts: { document: id, name, estimated, max: maxCost } });
  }
  return { id, name, body, kind, textHash: normalisedHash(parsed), maxCost: estimated };
}

function parsedOf(served: ServedSupergraph, body: string, path: string): DocumentNode {
  // What is stored would be another text than the one that was signed, or nothing: no database keeps half a character, or NUL.
  if (!body.isWellFormed() || body.includes('\0')) throw invalidManifest(path, 'is not Unicode, or has NUL in it');
  try {
    served.checkDocument(body);
    return parse(body);
  } catch (error) {
    const { code, detail } = asAppError(error);
    throw invalidManifest(path, detail === undefined ? code : `${code}: ${detail}`);
  }
}
