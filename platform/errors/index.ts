export { AppError, asAppError, badInput } from './app-error.ts';
export type { AppErrorOptions, FieldErrors } from './app-error.ts';
export { parseInput } from './input.ts';
export { toProblem } from './problem.ts';
export type { Problem } from './problem.ts';
export { RecordedRefusal } from './recorded-refusal.ts';
export { renderErrorReference } from './reference.ts';
export { ERROR_CODES, isErrorCode } from './registry.ts';
export type { ErrorCode } from './registry.ts';
