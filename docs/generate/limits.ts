// `npm run generate:limits`: every limit of the edge with its number, and the headers that count, into docs/reference/limits.md.
import { REFUSAL_WEIGHT } from '../../gateway/limits/burst-breaker.ts';
import { writeReference } from './reference-file.ts';
import { renderLimitReference } from './render/limit-reference.ts';

writeReference('limits', renderLimitReference({ refusalWeight: REFUSAL_WEIGHT }));
