import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { createDocumentCheck } from '../../limits/document-check.ts';
import type { ServedSupergraph } from '../judge-document.ts';

const SCHEMAS = path.join(import.meta.dirname, '..', '..', '..', 'schema');

/** Our supergraph, without planning: what is asked of a document is that it is valid. */
export function servedSupergraph(): ServedSupergraph {
  const api = buildSchema(readFileSync(path.join(SCHEMAS, 'api.graphql'), 'utf8'));
  const schema = buildSchema(readFileSync(path.join(SCHEMAS, 'supergraph.graphql'), 'utf8'), { assumeValidSDL: true });
  return {
    supergraph: { schema },
    checkDocument: createDocumentCheck(schema),
    rehearse: ({ body }) => Promise.resolve(validate(api, parse(body))[0]?.message),
  };
}
