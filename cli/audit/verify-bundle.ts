import { openBag, verifyBag } from '#platform/bagit';
import type { BagReport } from '#platform/bagit';
import type { Policy } from '#platform/tlog';
import { bundlePaths, unlistedFiles } from './bundle-files.ts';
import { bundleVersion, checkDocuments } from './check-documents.ts';
import { checkExcerpt } from './check-excerpt.ts';
import { checkExport, exportLeafOf } from './check-export.ts';
import { checkSignature } from './check-signature.ts';
import { bundleChecks, inOrder, makeCheck, verdictOf } from './report.ts';
import type { BundleReport, Check } from './report.ts';

/**
 * Verifies an export bundle offline: nothing but the file and the policy is used.
 * @param options.path of the ZIP file
 * @param options.policy who is trusted; null when there is no policy, in which case the best verdict is `untrusted`
 * @throws a system error (`ENOENT`, `EACCES`, …) when the file cannot be read; never for a bad bundle
 */
export async function verifyBundle({ path, policy }: { path: string; policy: Policy | null }): Promise<BundleReport> {
  const bag = await openBag(path);
  try {
    const report = await verifyBag(bag, { allowedUnlisted: unlistedFiles });
    const checks = await allChecks(report, policy);
    const { name, tagmanifestSha256, files, bytes } = report;
    return { verdict: verdictOf(checks), bundle: { name, tagmanifestSha256, files: files.length, bytes }, checks };
  } finally {
    await bag.close();
  }
}

async function allChecks(bag: BagReport, policy: Policy | null): Promise<Check[]> {
  const { name, tagmanifestSha256 } = bag;
  if (!bag.ok || name === null || tagmanifestSha256 === null) {
    const findings = bag.problems.map(({ code, path, detail }) =>
      [code, ...(path === undefined ? [] : [path]), detail].join(': '),
    );
    return allOf([makeCheck('bag', 'failed', findings)]);
  }
  const read = (path: string): Promise<Buffer | null> => bag.readEntry(path);
  const index = await read(bundlePaths.index);
  const exportProof = await read(bundlePaths.exportProof);
  return allOf([
    makeCheck('bag', 'passed', [`${bag.files.length} files, ${bag.bytes} bytes`]),
    checkSignature(await read(bundlePaths.signature), { bagName: name, tagmanifestSha256 }, policy),
    ...checkExcerpt(
      {
        checkpoint: await read(bundlePaths.checkpoint),
        entries: await read(bundlePaths.entries),
        header: await read(bundlePaths.excerpt),
      },
      { version: bundleVersion(index), exportLeaf: exportLeafOf(exportProof) },
      policy,
    ),
    checkExport(exportProof, tagmanifestSha256, policy),
    checkDocuments(index, bag.files),
  ]);
}

function allOf(made: readonly Check[]): Check[] {
  return inOrder(bundleChecks, made, 'the bundle is not intact');
}
