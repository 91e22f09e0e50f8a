import { code, inWords, markdownTable } from '../markdown-table.ts';
import type { ActionDefinition, RetentionClass } from '#platform/audit';
import type { CoordinatePolicy } from '../policies/coordinate-policies.ts';
import type { ProjectFile } from '../sources/project-files.ts';

/** The registry with what belongs to it. */
export interface Taxonomy {
  readonly version: string;
  readonly actions: Readonly<Record<string, ActionDefinition>>;
  readonly retention: Readonly<Record<RetentionClass, string>>;
}

const INTRODUCTION = [
  'Generated from `platform/audit/actions.ts`. The list is closed: the audit service refuses any other action, and any of these from another',
  'service, about something else, or of another tier. An action is a promise to auditors: with each minor version actions are added or come',
  'to allow more; none is renamed, removed or narrowed. What each version added is in `platform/audit/taxonomy`.',
  '',
  'A change is recorded twice: `PREPARED` before it is committed, which says that it was attempted, and `OUTCOME` afterwards, which says',
  'whether it happened. What changes nothing, such as a refusal or a reading, is one entry of kind `FACT`.',
  '',
  '- **kind**: how it is recorded; for facts, and for changes that failed before anything was written, with the outcomes that a fact may have.',
  '- **about**: types of the object that an entry names, and its tiers.',
  '- **kept**: the class of retention, below.',
  '- **proves**: what an entry says once its outcome is `COMMITTED`, or `OK` for a fact.',
  '- **fields of the API**: those that name the action in `@access`.',
  '- **code of**: services whose own code names the action; *nobody yet* means that the action is reserved.',
];

/** Folder of a service's code. */
const SERVICE_FOLDER = /^(?:subgraphs\/)?([a-z]+)\//u;
/** An action of more kinds of objects than this is about anything. */
const MAX_NAMED_TARGETS = 4;

/**
 * The reference of the audit taxonomy.
 * @param files shipped code of the services, in which an action is named as a string
 */
export function renderAuditActionReference(
  { version, actions, retention }: Taxonomy,
  policies: readonly CoordinatePolicy[],
  files: readonly ProjectFile[],
): string {
  const areas = Map.groupBy(Object.entries(actions), ([action]) => action.split('.')[0] ?? '');
  const sections = [...areas].flatMap(([area, listed]) => [
    `## ${area}`,
    '',
    ...recordedBy(listed.map(([, definition]) => definition)),
    '',
    markdownTable(
      ['action', 'kind', 'about', 'kept', 'proves', 'fields of the API', 'code of'],
      listed.map(([name, definition]) => [
        code(name),
        kindOf(definition),
        aboutOf(definition),
        definition.retention,
        definition.proves,
        fieldsNaming(name, policies).map(code).join(', '),
        recorders(name, files).join(', ') || '*nobody yet*',
      ]),
    ),
    '',
  ]);
  const heading = ['# Audit actions', '', `Version ${version}. ${INTRODUCTION[0] ?? ''}`, ...INTRODUCTION.slice(1)];
  return `${[...heading, '', ...sections, ...retentionSection(retention)].join('\n').trimEnd()}\n`;
}

function recordedBy(definitions: readonly ActionDefinition[]): string[] {
  const services = [...new Set(definitions.flatMap((definition) => definition.recordedBy))];
  return [`Recorded by ${inWords(services.map(code))}.`];
}

function kindOf({ kind, facts }: ActionDefinition): string {
  const outcomes = facts.map(code).join(', ');
  if (kind === 'FACT') return `fact: ${outcomes}`;
  return outcomes === '' ? 'change' : `change, fact: ${outcomes}`;
}

function aboutOf({ targets, tiers }: ActionDefinition): string {
  const named = targets.length > MAX_NAMED_TARGETS ? 'anything' : inWords(targets.map(code), 'or');
  return `${named}; ${inWords(tiers, 'or')}`;
}

function retentionSection(retention: Taxonomy['retention']): string[] {
  return [
    '## Retention',
    '',
    'How long what stands beside an entry is kept: who is behind its pseudonyms, and its sealed detail. The leaf is never removed; without',
    'these it names nobody and still verifies. No code enforces the periods yet.',
    '',
    markdownTable(['class', 'kept'], Object.entries(retention)),
  ];
}

function fieldsNaming(action: string, policies: readonly CoordinatePolicy[]): string[] {
  return policies.filter(({ policy }) => policy.audit === action).map(({ type, field }) => `${type}.${field}`);
}

function recorders(action: string, files: readonly ProjectFile[]): string[] {
  // A service may put the verb in: `identity.grant.${step}`.
  const open = `\`${action.slice(0, action.lastIndexOf('.') + 1)}\${`;
  const naming = files.filter(({ text }) => text.includes(`'${action}'`) || text.includes(open));
  return [...new Set(naming.map(({ path }) => SERVICE_FOLDER.exec(path)?.[1] ?? path))].sort();
}
