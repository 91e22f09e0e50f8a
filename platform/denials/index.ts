export { createDenialRecorder } from './denial-recorder.ts';
export type { DenialRecorder, DenialRecorderDeps } from './denial-recorder.ts';
export { createFirstRefusals } from './first-refusals.ts';
export type { FirstRefusals } from './first-refusals.ts';
export type { Denial, DenialCause, DenialLayer, ServiceActor } from './denial.ts';
export { recordRefusedCalls } from './refused-calls.ts';
