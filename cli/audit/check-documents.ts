import type { PayloadFile } from '#platform/bagit';
import { bundleIndex, bundlePaths, parseJson } from './bundle-files.ts';
import { decodeText } from './decode-text.ts';
import { makeCheck } from './report.ts';
import type { Check } from './report.ts';

const describesItself: readonly string[] = [
  bundlePaths.index,
  bundlePaths.checkpoint,
  bundlePaths.entries,
  bundlePaths.excerpt,
];

/**
 * data/index.json: every payload file but the index and the audit excerpt is listed once, and everything listed is there with
 * the size and hash that the index states.
 */
export function checkDocuments(content: Buffer | null, payload: readonly PayloadFile[]): Check {
  const text = content === null ? null : decodeText(content);
  if (text === null)
    return makeCheck('documents', 'failed', [`${bundlePaths.index} is missing, too large or not UTF-8`]);
  const parsed = parseJson(bundleIndex, text, bundlePaths.index);
  if ('finding' in parsed) return makeCheck('documents', 'failed', [parsed.finding]);
  const { documents, files = [] } = parsed.value;

  const findings: string[] = [];
  const unlisted = new Map(
    payload.filter(({ path }) => !describesItself.includes(path)).map((file) => [file.path, file]),
  );
  for (const { path, sha256, byteSize } of [...documents, ...files]) {
    const file = unlisted.get(path);
    if (file === undefined) findings.push(`${path} is listed, but not in the bundle or listed twice`);
    else if (file.sha256 !== sha256) findings.push(`${path} does not have the SHA-256 that the index states`);
    else if (file.byteSize !== byteSize) findings.push(`${path} does not have the size that the index states`);
    unlisted.delete(path);
  }
  findings.push(...[...unlisted.keys()].map((path) => `${path} is in the bundle, but not listed`));
  if (findings.length > 0) return makeCheck('documents', 'failed', findings);
  return makeCheck('documents', 'passed', [`${documents.length} documents`]);
}

/** Form of the bundle, as its index says; 1 where it cannot be read, which is a finding of its own. */
export function bundleVersion(content: Buffer | null): number {
  const text = content === null ? null : decodeText(content);
  const parsed = text === null ? undefined : parseJson(bundleIndex, text, bundlePaths.index);
  return parsed !== undefined && 'value' in parsed ? parsed.value.version : 1;
}
