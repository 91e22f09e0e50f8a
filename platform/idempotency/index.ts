export { currentKeyedCall } from './keyed-call.ts';
export type { KeyedCall } from './keyed-call.ts';
export { createIdempotencyKeys, dropIdempotencyKeys } from './create-idempotency-keys.ts';
export {
  FORWARDED_KEY_HEADER,
  IDEMPOTENCY_KEY_HEADER,
  formatForwardedKey,
  parseClientKey,
  parseForwardedKey,
} from './forwarded-key.ts';
export type { ForwardedKey } from './forwarded-key.ts';
export { claimKey } from './key-rows.ts';
export type { ClaimedKey } from './key-rows.ts';
export { createOnce } from './once.ts';
export type { Once } from './once.ts';
export { createKeyPurger } from './purge-keys.ts';
