import { expect, test } from '@jest/globals';
import { renderReport } from './render-report.ts';
import { makeCheck } from './report.ts';

const bundle = { name: 'b', tagmanifestSha256: 'ab', files: 1, bytes: 2 };

test('the report is a table with a verdict at its end', () => {
  const checks = [
    makeCheck('bag', 'passed', ['1 files, 2 bytes']),
    makeCheck('signature', 'failed', ['first', 'second']),
    makeCheck('checkpoint', 'untrusted', ['no key']),
    makeCheck('excerpt', 'skipped', ['no checkpoint']),
  ];
  expect(renderReport({ verdict: 'failed', bundle, checks })).toBe(`Bundle   b
Content  sha256:ab

✓ Every file is there and unchanged (1 files, 2 bytes)
✗ An exporter signed the bundle
    first
    second
? The log signed the checkpoint
    no key
- Every audit entry is in the log
    no checkpoint

FAILED: do not rely on this bundle.
`);
});

test('[R-113] a hostile bundle cannot write to the terminal or forge a line', () => {
  const text = renderReport({
    verdict: 'failed',
    bundle: { ...bundle, name: 'x\u001b[2J' },
    checks: [makeCheck('bag', 'failed', ['\r\nVERIFIED\u2028\u202e\u0007'])],
  });
  expect(text).toContain('Bundle   x\\u{1b}[2J\n');
  expect(text).toContain('    \\u{d}\\u{a}VERIFIED\\u{2028}\\u{202e}\\u{7}\n');
});
