export { createInProcessState } from './in-process-state.ts';
export { createNonceStore } from './nonce-store.ts';
export { createSharedState } from './create-shared-state.ts';
export { createTurns } from './turns.ts';
export { secondsUntil } from './token-buckets.ts';
export type { TokenBucket, TokensTaken } from './token-buckets.ts';
export type { TurnLimit, Turns } from './turns.ts';
export type { MessageHandler, SharedState, Unsubscribe } from './shared-state.ts';
