export { createManualClock, epochSeconds, systemClock } from './clock.ts';
export type { Clock } from './clock.ts';
