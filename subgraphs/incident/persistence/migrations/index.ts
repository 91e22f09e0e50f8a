import { AddIdempotencyKeys1768000000000 } from './add-idempotency-keys.ts';
import { AllowDrafts1769500000000 } from './allow-drafts.ts';
import { CreateIncidents1764000000000 } from './create-incidents.ts';

/** In the order in which they run. */
export const migrations = [CreateIncidents1764000000000, AddIdempotencyKeys1768000000000, AllowDrafts1769500000000];
