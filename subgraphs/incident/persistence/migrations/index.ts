import { AddIdempotencyKeys1768000000000 } from './add-idempotency-keys.ts';
import { CreateIncidents1764000000000 } from './create-incidents.ts';

/** In the order in which they run. */
export const migrations = [CreateIncidents1764000000000, AddIdempotencyKeys1768000000000];
