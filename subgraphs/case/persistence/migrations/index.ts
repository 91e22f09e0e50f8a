import { CreateCase1764000000000 } from './create-case.ts';

/** In the order in which they run. */
export const migrations = [CreateCase1764000000000];
