import { CALLERS } from './attacks/callers.ts';
import { DOCUMENTS, PARTNERS } from './attacks/documents.ts';
import { HEADS } from './attacks/heads.ts';
import { BODIES, CROSS_SITE, ENCODINGS, MEDIA_TYPES, METHODS, PARAMETERS, STREAMS } from './attacks/http.ts';
import { DEPTHS, INSIDES, TEXTS, VALUES, WIDTHS } from './attacks/shapes.ts';
import { COSTS, VARIABLES } from './attacks/variables.ts';
import type { Attack } from './attack.ts';

/** Every attack by its kind. Those on the secrecy of the schema are apart: they are refused in production only. */
export const ATTACKS: Readonly<Record<string, readonly Attack[]>> = {
  'types of content': MEDIA_TYPES,
  'packed bodies': ENCODINGS,
  streams: STREAMS,
  methods: METHODS,
  'other sites': CROSS_SITE,
  parameters: PARAMETERS,
  bodies: BODIES,
  heads: HEADS,
  'ids of documents': DOCUMENTS,
  partners: PARTNERS,
  texts: TEXTS,
  depth: DEPTHS,
  width: WIDTHS,
  values: VALUES,
  'the inside of the graph': INSIDES,
  variables: VARIABLES,
  cost: COSTS,
  callers: CALLERS,
};
