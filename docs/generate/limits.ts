// `npm run generate:limits`: every limit of the edge with its number, and the headers that count, into docs/reference/limits.md.
import { MAX_BODY_BYTES } from '../../gateway/http/create-edge.ts';
import { MAX_JSON_NESTING, MAX_JSON_VALUES } from '../../gateway/http/json-shape.ts';
import { MAX_HEADER_FIELDS, MAX_URL_CHARACTERS } from '../../gateway/http/request-head.ts';
import { REFUSAL_WEIGHT } from '../../gateway/limits/burst-breaker.ts';
import { writeReference } from './reference-file.ts';
import { renderLimitReference } from './render/limit-reference.ts';

writeReference(
  'limits',
  renderLimitReference({
    bodyBytes: MAX_BODY_BYTES,
    jsonNesting: MAX_JSON_NESTING,
    jsonValues: MAX_JSON_VALUES,
    urlCharacters: MAX_URL_CHARACTERS,
    headerFields: MAX_HEADER_FIELDS,
    refusalWeight: REFUSAL_WEIGHT,
  }),
);
