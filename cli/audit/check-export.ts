import { createHash } from 'node:crypto';
import { canonicalJson, leafHash, parseProofFile, verifyInclusion } from '#platform/tlog';
import type { Policy } from '#platform/tlog';
import type { z } from 'zod';
import { bundlePaths, exportProofExtra, leafContent, parseJson } from './bundle-files.ts';
import { decodeText } from './decode-text.ts';
import { makeCheck } from './report.ts';
import type { Check } from './report.ts';
import { noTrustedLog, orFinding, readCheckpoint } from './trusted-notes.ts';

type Extra = z.output<typeof exportProofExtra>;

/** An export is announced before it happens; the entry that it did happen is younger than the bundle. */
const exportEntry = { action: 'case.pack.export', type: 'PREPARED' } as const;

/**
 * export.tlog-proof: the log has an entry for the export of exactly this content. The entry holds only a commitment to its
 * details; the bundle brings the details and the salt that open it.
 */
export function checkExport(file: Buffer | null, tagmanifestSha256: string, policy: Policy | null): Check {
  if (file === null) return makeCheck('export', 'failed', [`${bundlePaths.exportProof} is missing`]);
  const parsed = orFinding(bundlePaths.exportProof, () => {
    const proofFile = parseProofFile(file);
    return { ...proofFile, checkpoint: readCheckpoint(proofFile.checkpoint, policy) };
  });
  if ('finding' in parsed) return makeCheck('export', 'failed', [parsed.finding]);
  const { index, proof, checkpoint, extra: extraBytes } = parsed.value;
  const extra = readExtra(extraBytes);
  if ('finding' in extra) return makeCheck('export', 'failed', [extra.finding]);

  const { size, root } = checkpoint.value;
  const findings = entryFindings(extra.value, tagmanifestSha256);
  if (!verifyInclusion({ index, size, leafHash: leafHash(Buffer.from(extra.value.leaf)), proof, root })) {
    findings.push(`entry ${index} is not in the log of its checkpoint`);
  }
  if (findings.length > 0) return makeCheck('export', 'failed', findings);
  if (!checkpoint.trusted) return makeCheck('export', 'untrusted', [noTrustedLog]);
  return makeCheck('export', 'passed', [`${checkpoint.value.origin}, entry ${index}`]);
}

/** The entry that export.tlog-proof brings, whether or not it proves anything; undefined when it cannot be read. */
export function exportLeafOf(file: Buffer | null): string | undefined {
  const parsed = file === null ? undefined : orFinding(bundlePaths.exportProof, () => parseProofFile(file));
  if (parsed === undefined || 'finding' in parsed) return undefined;
  const extra = readExtra(parsed.value.extra);
  return 'finding' in extra ? undefined : extra.value.leaf;
}

function readExtra(bytes: Buffer | undefined): { value: Extra } | { finding: string } {
  const text = bytes === undefined ? null : decodeText(bytes);
  if (text === null) return { finding: `${bundlePaths.exportProof} brings no entry` };
  return parseJson(exportProofExtra, text, `extra data of ${bundlePaths.exportProof}`);
}

function entryFindings({ leaf, salt, detail }: Extra, tagmanifestSha256: string): string[] {
  const entry = parseJson(leafContent, leaf, 'the entry');
  if ('finding' in entry) return [entry.finding];
  const { action, type, detail_commit: commitment } = entry.value;
  const findings: string[] = [];
  if (action !== exportEntry.action) findings.push(`the entry is about ${action}, not ${exportEntry.action}`);
  if (type !== exportEntry.type) findings.push(`the entry is ${type}, not ${exportEntry.type}`);
  const opened = orFinding('the details', () => commitmentTo(salt, detail));
  if ('finding' in opened) findings.push(opened.finding);
  else if (opened.value !== commitment) findings.push('the details are not those that the entry commits to');
  if (detail.tagmanifestSha256 !== tagmanifestSha256) findings.push('the entry is about another bundle');
  return findings;
}

/** What a leaf has of a detail, hex. The tag ends in NUL and the salt has a fixed length, so that no other split of the same bytes has a meaning. */
export function commitmentTo(salt: Buffer, detail: unknown): string {
  const hash = createHash('sha256').update('lifeready-audit/detail/v1\0').update(salt).update(canonicalJson(detail));
  return hash.digest('hex');
}
