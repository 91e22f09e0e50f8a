import { ActForOthers1764100000000 } from './act-for-others.ts';
import { AddIdempotencyKeys1768000000000 } from './add-idempotency-keys.ts';
import { CreateCase1764000000000 } from './create-case.ts';

/** In the order in which they run. */
export const migrations = [CreateCase1764000000000, ActForOthers1764100000000, AddIdempotencyKeys1768000000000];
