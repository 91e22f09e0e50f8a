/** Mutations that take no idempotency key, each with the reason. */
export const WITHOUT_KEY = {
  openShareLink:
    'whoever holds the address may open it, so a kept answer would belong to whoever knows the key; each opening is recorded',
} as const;
