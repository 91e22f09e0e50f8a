import type { Policy } from '#platform/tlog';
import { bundlePaths, signedText } from './bundle-files.ts';
import { makeCheck } from './report.ts';
import type { Check } from './report.ts';
import { noTrustedExporter, orFinding, readExporterNote } from './trusted-notes.ts';

/** signature.note: an exporter of the policy signed exactly this bag name and this content. */
export function checkSignature(
  note: Buffer | null,
  expected: { bagName: string; tagmanifestSha256: string },
  policy: Policy | null,
): Check {
  if (note === null) return makeCheck('signature', 'failed', [`${bundlePaths.signature} is missing`]);
  const reading = orFinding(bundlePaths.signature, () => readExporterNote(note, policy));
  if ('finding' in reading) return makeCheck('signature', 'failed', [reading.finding]);
  const { value: text, trusted } = reading.value;
  if (text !== signedText(expected.bagName, expected.tagmanifestSha256)) {
    return makeCheck('signature', 'failed', [`${bundlePaths.signature} does not speak of this bundle`]);
  }
  return trusted ? makeCheck('signature', 'passed') : makeCheck('signature', 'untrusted', [noTrustedExporter]);
}
