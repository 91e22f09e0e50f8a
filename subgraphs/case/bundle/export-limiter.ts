import { AppError } from '#platform/errors';
import type { SharedState } from '#platform/redis';
import type { ExportLimiter } from '../domain/ports.ts';

/** Packs one person may have built at the same time. */
export const MAX_CONCURRENT_EXPORTS = 2;
/** Packs one person may have built in a day; more is a mistake or an attack. */
export const MAX_EXPORTS_PER_DAY = 50;
const DAY_SECONDS = 86_400;
/** A place that a crash did not give back is free after this time; longer than any export takes. */
const PLACE_TTL_SECONDS = 180;

/** Bounds exports over all replicas. State that cannot tell is a refusal. */
export function createExportLimiter(state: SharedState): ExportLimiter {
  return {
    acquire: async (principalId) => {
      const place = await takePlace(state, principalId);
      if (place === undefined) throw limited();
      // A place that cannot be given back is free again by itself; an export that happened did happen.
      const release = (): Promise<void> => state.delete(place).catch(() => undefined);
      const today = await orUnavailable(() => state.increment(`case:exports:${principalId}`, DAY_SECONDS));
      if (today <= MAX_EXPORTS_PER_DAY) return release;
      await release();
      throw limited();
    },
  };
}

async function takePlace(state: SharedState, principalId: string): Promise<string | undefined> {
  for (let at = 0; at < MAX_CONCURRENT_EXPORTS; at += 1) {
    const place = `case:exporting:${principalId}:${String(at)}`;
    if (await orUnavailable(() => state.setIfAbsent(place, PLACE_TTL_SECONDS))) return place;
  }
  return undefined;
}

async function orUnavailable<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (cause) {
    throw new AppError('SERVICE_UNAVAILABLE', { cause });
  }
}

function limited(): AppError {
  return new AppError('RATE_LIMITED', { detail: 'Too many packs are being exported or were exported today.' });
}
