import type { ServiceKey } from './service-keys.ts';

/** Keys of a process that may change while it runs. Ask each time; an unchanged set is the same array. */
export interface ServiceKeySource {
  current(): readonly ServiceKey[];
}

/** A source, or keys that never change. */
export type ServiceKeys = readonly ServiceKey[] | ServiceKeySource;

/**
 * What is worked out from the keys, again only when they have changed.
 * @param derive from one set of keys
 */
export function derivedFromKeys<Derived>(
  keys: ServiceKeys,
  derive: (keys: readonly ServiceKey[]) => Derived,
): () => Derived {
  const current = 'current' in keys ? () => keys.current() : () => keys;
  let from = current();
  let derived = derive(from);
  return () => {
    const now = current();
    if (now !== from) {
      derived = derive(now);
      from = now;
    }
    return derived;
  };
}
