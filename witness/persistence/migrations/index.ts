import { CreateWitnessedLog1764100000000 } from './create-witnessed-log.ts';

/** In the order in which they run. */
export const migrations = [CreateWitnessedLog1764100000000];
