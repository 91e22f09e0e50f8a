import type { JsonObject } from './query-plan.ts';

/**
 * Merges an answer of a subgraph into what is there already: objects key by key, lists of one length element by element,
 * everything else takes the place of what was there. Keys are the subgraph's, so none is read that `target` does not own.
 * @param source becomes part of `target`
 */
export function mergeInto(target: JsonObject, source: JsonObject): void {
  for (const key of Object.keys(source)) {
    const value = source[key];
    if (value === undefined) continue;
    const known = Object.hasOwn(target, key) ? target[key] : undefined;
    if (isFilled(known) && isObject(value)) mergeInto(known as JsonObject, value);
    else if (Array.isArray(value) && Array.isArray(known) && value.length === known.length) mergeElements(known, value);
    else setOwn(target, key, value);
  }
}

function mergeElements(target: unknown[], source: readonly unknown[]): void {
  for (const [index, value] of source.entries()) {
    const known = target[index];
    if (isObject(known) && isObject(value)) mergeInto(known, value);
    else target[index] = value;
  }
}

function setOwn(target: JsonObject, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { configurable: true, enumerable: true, writable: true, value });
}

function isFilled(value: unknown): boolean {
  return Boolean(value);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
