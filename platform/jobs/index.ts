export { createPeriodicJob } from './periodic-job.ts';
export type { PeriodicJob } from './periodic-job.ts';
export { createRounds } from './rounds.ts';
