import { Kind, parse } from 'graphql';

/**
 * Fields of `Query` whose use services write down, by what their `@access` says (`audit: "…"`). Their answers are shared with no other
 * request: each use is one entry.
 * @param supergraphSdl any supergraph; one without the directive records nothing
 */
export function recordedQueries(supergraphSdl: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION || node.name.value !== 'Query') continue;
    for (const { name, directives = [] } of node.fields ?? []) {
      const access = directives.filter((directive) => directive.name.value === 'access');
      const isRecorded = access.some(({ arguments: given = [] }) => given.some((each) => each.name.value === 'audit'));
      if (isRecorded) names.add(name.value);
    }
  }
  return names;
}
