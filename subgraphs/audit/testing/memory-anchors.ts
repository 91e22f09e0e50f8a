import { AppError } from '#platform/errors';
import type { WriteOnceSeries } from '#platform/object-store';

/** A series in memory that fails when it is told to. */
export interface MemorySeries extends WriteOnceSeries {
  readonly items: Map<number, Buffer>;
  isAway: boolean;
}

export function createMemorySeries(): MemorySeries {
  const items = new Map<number, Buffer>();
  const reach = (): void => {
    if (series.isAway) throw new AppError('SERVICE_UNAVAILABLE');
  };
  const series: MemorySeries = {
    items,
    isAway: false,
    put: async (number, bytes) => {
      reach();
      if (items.has(number)) return false;
      items.set(number, bytes);
      return true;
    },
    read: async (number) => {
      reach();
      return items.get(number);
    },
    newest: async () => {
      reach();
      return items.size === 0 ? undefined : Math.max(...items.keys());
    },
  };
  return series;
}
