import type { ActionDefinition } from '#platform/audit';

/** What a version of the taxonomy says of an action; its wording may be corrected, so it is not part of it. */
export type RecordedAction = Omit<ActionDefinition, 'proves'>;
export type Registry = Readonly<Record<string, RecordedAction>>;

/** What one version added: actions, and actions that allow more than before. */
export interface TaxonomyVersion {
  /** `major.minor`. */
  readonly version: string;
  readonly actions: Registry;
}

/** Members in which an action may come to allow more. */
const LISTS = ['facts', 'targets', 'tiers', 'recordedBy'] as const;
/** Members that never change. */
const FIXED = ['kind', 'retention'] as const;

/** The registry as it was after the newest of these versions. @param versions in any order */
export function replay(versions: readonly TaxonomyVersion[]): Registry {
  return Object.assign({}, ...inOrder(versions).map(({ actions }) => actions)) as Registry;
}

/**
 * What is wrong with a registry, given the versions that were recorded: an action that is gone, was renamed or allows less; a version
 * number that was not raised; a version that was not recorded.
 */
export function taxonomyProblems(version: string, registry: Registry, versions: readonly TaxonomyVersion[]): string[] {
  const problems = brokenPromises(registry, versions);
  const added = additions(registry, replay(versions));
  const names = Object.keys(added).join(', ');
  const newest = inOrder(versions).at(-1)?.version;
  if (names !== '' && newest !== undefined && compareVersions(version, newest) <= 0)
    problems.push(`${names}: raise AUDIT_TAXONOMY_VERSION, ${newest} is recorded already`);
  else if (names !== '') problems.push(`${names}: not recorded, run npm run generate:audit-actions`);
  else if (version !== newest) problems.push(`version ${version} adds nothing to ${newest ?? 'nothing'}`);
  return problems;
}

/**
 * The version that is to be recorded for a registry; undefined when it is recorded already.
 * @throws Error naming what the registry breaks
 */
export function nextVersion(
  version: string,
  registry: Registry,
  versions: readonly TaxonomyVersion[],
): TaxonomyVersion | undefined {
  const actions = additions(registry, replay(versions));
  const next: TaxonomyVersion = { version, actions };
  const isNew =
    Object.keys(actions).length > 0 && versions.every((known) => compareVersions(version, known.version) > 0);
  const problems = taxonomyProblems(version, registry, isNew ? [...versions, next] : versions);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return isNew ? next : undefined;
}

function brokenPromises(registry: Registry, versions: readonly TaxonomyVersion[]): string[] {
  return versions.flatMap(({ version, actions }) =>
    Object.entries(actions).flatMap(([name, promised]) => {
      const now = registry[name];
      if (now === undefined) return [`${name}: was in ${version} and is gone`];
      const fixed = FIXED.filter((member) => now[member] !== promised[member]);
      const lists = LISTS.filter((member) => !includesAll(now[member], promised[member]));
      return [...fixed, ...lists].map((member) => `${name}: ${member} is not what ${version} promised`);
    }),
  );
}

function additions(registry: Registry, known: Registry): Registry {
  const changed = Object.entries(registry).filter(([name, now]) => {
    const before = known[name];
    return before === undefined || LISTS.some((member) => !includesAll(before[member], now[member]));
  });
  return Object.fromEntries(changed);
}

function includesAll(all: readonly string[], some: readonly string[]): boolean {
  return some.every((one) => all.includes(one));
}

function inOrder(versions: readonly TaxonomyVersion[]): TaxonomyVersion[] {
  return [...versions].sort((one, other) => compareVersions(one.version, other.version));
}

function compareVersions(one: string, other: string): number {
  const [major = 0, minor = 0] = one.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major - otherMajor || minor - otherMinor;
}
