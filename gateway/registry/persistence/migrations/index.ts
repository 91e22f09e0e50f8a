import { CreateRegistry1770000000000 } from './create-registry.ts';

/** In the order in which they run. */
export const migrations = [CreateRegistry1770000000000];
