import type { AnswerPath, JsonObject } from './query-plan.ts';

/** Turns the path of an error of a subgraph into one of the client's answer. */
export type RewritePath = (path: AnswerPath | undefined) => AnswerPath | undefined;

/**
 * Paths of errors of one call. Those of `_entities` begin with the number of the entity, which becomes the place of that entity.
 * @param path of the fetch in the answer
 * @param ofEntities whether the call was for entities
 * @param data everything answered so far; looked at only when there is an error
 */
export function errorPaths(path: AnswerPath, ofEntities: boolean, data: JsonObject): RewritePath {
  let places: AnswerPath[] | undefined;
  return (given) => {
    const number = given?.[1];
    if (given === undefined || !ofEntities || typeof number !== 'number') return given && [...path, ...given];
    if (places === undefined) {
      places = [];
      findPlaces([], path, data, places);
    }
    return [...(places[number] ?? []), ...given.slice(2)];
  };
}

function findPlaces(parent: AnswerPath, path: AnswerPath, data: unknown, places: AnswerPath[]): void {
  if (data === null || data === undefined) return;
  const [head, ...rest] = path;
  if (head === undefined) {
    places.push(parent);
  } else if (Array.isArray(data)) {
    const below = head === '@' ? rest : path;
    for (const [index, element] of data.entries()) findPlaces([...parent, index], below, element, places);
  } else if (Object.hasOwn(data, head)) {
    findPlaces([...parent, head], rest, (data as JsonObject)[head], places);
  }
}
