import { code, markdownTable } from '../markdown-table.ts';
import type { CoordinatePolicy } from '../policies/coordinate-policies.ts';
import type { ProjectFile } from '../sources/project-files.ts';

const INTRODUCTION = [
  '# Audit actions',
  '',
  'Generated from `platform/audit/actions.ts`. The list is closed: the audit service refuses any other action. An action is a promise to',
  'auditors; it may be added, never renamed.',
  '',
  'A change is recorded twice: `PREPARED` before it is committed, which says that it was attempted, and `OUTCOME` afterwards, which says',
  'whether it happened. What changes nothing, such as a refusal or a delivery, is one entry of kind `FACT`.',
  '',
  '- **proves**: what an entry says once its outcome is `COMMITTED`, or `OK` for a fact.',
  '- **fields of the API**: those that name the action in `@access`.',
  '- **recorded by**: services whose code names the action; *nobody yet* means that the action is reserved.',
];

/** Folder of a service's code. */
const SERVICE_FOLDER = /^(?:subgraphs\/)?([a-z]+)\//u;

/**
 * The reference of the audit taxonomy.
 * @param actions action to what it proves
 * @param files shipped code of the services, in which an action is named as a string
 */
export function renderAuditActionReference(
  actions: Readonly<Record<string, string>>,
  policies: readonly CoordinatePolicy[],
  files: readonly ProjectFile[],
): string {
  const areas = Map.groupBy(Object.keys(actions), (action) => action.split('.')[0] ?? '');
  const sections = [...areas].flatMap(([area, names]) => [
    `## ${area}`,
    '',
    markdownTable(
      ['action', 'proves', 'fields of the API', 'recorded by'],
      names.map((name) => [
        code(name),
        actions[name] ?? '',
        fieldsNaming(name, policies).map(code).join(', '),
        recorders(name, files).join(', ') || '*nobody yet*',
      ]),
    ),
    '',
  ]);
  return `${[...INTRODUCTION, '', ...sections].join('\n').trimEnd()}\n`;
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
