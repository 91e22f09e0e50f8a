import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AUDIT_ACTIONS, AUDIT_TARGET_TYPES, RETENTION_CLASSES } from '#platform/audit';
import { PROJECT_ROOT } from '../reference-file.ts';
import type { RetentionClass } from '#platform/audit';
import type { Registry, TaxonomyVersion } from '../taxonomy/taxonomy-versions.ts';

const FOLDER = path.join(PROJECT_ROOT, 'platform', 'audit', 'taxonomy');
const FILE_NAME = /^(\d+\.\d+)\.json$/u;

const actionSchema = z.strictObject({
  kind: z.enum(['CHANGE', 'FACT']),
  facts: z.array(z.enum(['OK', 'DENIED', 'FAILED'])),
  targets: z.array(z.enum(AUDIT_TARGET_TYPES)),
  tiers: z.array(z.enum(['green', 'amber', 'red'])),
  recordedBy: z.array(z.string()),
  retention: z.enum(Object.keys(RETENTION_CLASSES) as [RetentionClass, ...RetentionClass[]]),
});

/** The recorded versions of the audit taxonomy. @throws ZodError for a file of another form */
export function readTaxonomyVersions(): TaxonomyVersion[] {
  return readdirSync(FOLDER).map((name) => {
    const version = FILE_NAME.exec(name)?.[1];
    if (version === undefined) throw new Error(`${name} is no version of the taxonomy`);
    const content: unknown = JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8'));
    return { version, actions: z.record(z.string(), actionSchema).parse(content) };
  });
}

/** Records a version, in a file of its own. @throws Error when it is recorded already */
export function recordTaxonomyVersion({ version, actions }: TaxonomyVersion): void {
  writeFileSync(path.join(FOLDER, `${version}.json`), `${JSON.stringify(actions, null, 2)}\n`, { flag: 'wx' });
}

/** The registry as it stands in the code. */
export function currentRegistry(): Registry {
  return Object.fromEntries(
    Object.entries(AUDIT_ACTIONS).map(([name, { proves: _wording, ...definition }]) => [name, definition]),
  );
}
