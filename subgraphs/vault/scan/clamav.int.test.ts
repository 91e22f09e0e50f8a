import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AppError } from '#platform/errors';
import { startScanDaemon } from '../testing/scan-daemon.ts';
import { createClamavScanner } from './clamav.ts';
import type { ScanDaemon } from '../testing/scan-daemon.ts';

let daemon: ScanDaemon;
afterEach(() => daemon.close());

const open = (bytes: Buffer) => () =>
  Promise.resolve(Readable.from([bytes.subarray(0, 3), Buffer.alloc(0), bytes.subarray(3)]));

describe('[R-079] a scan by ClamAV', () => {
  test('shows the daemon every byte', async () => {
    daemon = await startScanDaemon('stream: OK\0');
    const bytes = Buffer.alloc(300_000, 'some bytes ');
    expect(await createClamavScanner(daemon.address).scan(open(bytes))).toBe('clean');
    expect(daemon.scanned.at(-1)?.equals(bytes)).toBe(true);
  });

  test.each([
    'stream: Eicar-Test-Signature FOUND\0',
    'stream: Heuristics.Limits.Exceeded FOUND\0',
    'INSTREAM size limit exceeded. ERROR\0',
    'stream: OK, perhaps\0',
    '\0',
  ])('calls nothing clean that the daemon does not: %j', async (answer) => {
    daemon = await startScanDaemon(answer);
    const scan = createClamavScanner(daemon.address).scan(open(Buffer.from('bytes')));
    await expect(scan).rejects.toMatchObject({ code: 'UPLOAD_NOT_CLEAN' });
  });

  test.each([
    ['cut off', 'stream: O'],
    ['empty', ''],
    ['endless', 'x'.repeat(10_000)],
  ])('does without an answer that is %s', async (_what, answer) => {
    daemon = await startScanDaemon(answer);
    const scan = createClamavScanner(daemon.address).scan(open(Buffer.from('bytes')));
    await expect(scan).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });

  test.each([
    ['CIPHERTEXT_INVALID', new AppError('CIPHERTEXT_INVALID')],
    ['SERVICE_UNAVAILABLE', new Error('the disk is gone')],
  ])('ends when the content does, as %s', async (code, failure) => {
    daemon = await startScanDaemon('stream: OK\0');
    const broken = new Readable({ read: () => undefined });
    broken.push('first');
    const scan = createClamavScanner(daemon.address).scan(() => Promise.resolve(broken));
    broken.destroy(failure);
    await expect(scan).rejects.toMatchObject({ code });
  });

  test('is not possible without a daemon', async () => {
    daemon = await startScanDaemon('PONG\0');
    const scanner = createClamavScanner(daemon.address);
    await expect(scanner.check()).resolves.toBeUndefined();
    await daemon.close();
    const content = Readable.from([Buffer.from('bytes')]);
    await expect(scanner.check()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await expect(scanner.scan(() => Promise.resolve(content))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(content.destroyed).toBe(true);
  });
});
