import { CreateIncidents1764000000000 } from './create-incidents.ts';

/** In the order in which they run. */
export const migrations = [CreateIncidents1764000000000];
