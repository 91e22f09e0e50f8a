import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, mkdir, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createManualClock } from '#platform/clock';
import { createDirectorySeries } from './directory-series.ts';
import { createS3Client } from './s3-client.ts';
import { createS3Series, newestNumber } from './s3-series.ts';
import { startS3Server } from './testing/s3-server.ts';
import { writeOnceSeriesContract } from './testing/write-once-series.contract.ts';
import type { S3Server } from './testing/s3-server.ts';

const NOW_MS = Date.parse('2026-11-22T00:00:00Z');

writeOnceSeriesContract('a series in a directory', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'lifeready-series-'));
  const again = () => createDirectorySeries({ root: path.join(root, 'made-on-first-use'), name: 'anchor' });
  return { series: again(), again, close: () => rm(root, { recursive: true, force: true }) };
});

writeOnceSeriesContract('a series in S3 without versions', async () => {
  const server = await startS3Server({ conditionalWrites: true });
  return { series: seriesAt(server), again: () => seriesAt(server), close: () => server.close() };
});

function seriesAt({ bucket, endpoint, credentials }: S3Server, retentionDays?: number) {
  const client = createS3Client({ region: 'us-east-1', endpoint }, credentials);
  return createS3Series({ bucket, name: 'anchor', client, retentionDays, clock: createManualClock(NOW_MS) });
}

describe('a series in a directory', () => {
  let root: string;
  let folder: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'lifeready-series-'));
    folder = path.join(root, 'log1', 'anchor');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  test('is of files that nobody may write to, and leaves no other behind', async () => {
    const series = createDirectorySeries({ root, name: 'anchor' });
    await series.put(12, Buffer.from('x'));
    await series.put(12, Buffer.from('y'));
    expect(await readdir(folder)).toEqual(['0000000000000012']);
    expect((await stat(path.join(folder, '0000000000000012'))).mode & 0o777).toBe(0o400);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  test('follows no link, and takes foreign names for nothing', async () => {
    const series = createDirectorySeries({ root, name: 'anchor' });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(path.join(root, 'secret'), 'secret');
    await symlink(path.join(root, 'secret'), path.join(folder, '0000000000000001'));
    for (const name of ['x', '12', '9999999999999999', '0000000000000099.partial'])
      await writeFile(path.join(folder, name), '');
    await expect(series.read(1)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await series.newest()).toBe(1);
  });

  test('what has become too large is a failure, not a memory problem', async () => {
    const series = createDirectorySeries({ root, name: 'anchor' });
    await series.put(3, Buffer.from('x'));
    const file = path.join(folder, '0000000000000003');
    await chmod(file, 0o600);
    await truncate(file, 1_048_577);
    await expect(series.read(3)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});

describe('a series in S3 with Object Lock', () => {
  let server: S3Server;
  /** Of each key, newest first, as `ListObjectVersions` has them; a delete marker has no id here. */
  let versions: Map<string, (string | null)[]>;
  let fetched: string[];
  beforeAll(async () => {
    server = await startS3Server({ conditionalWrites: true });
  });
  beforeEach(() => {
    versions = new Map();
    fetched = [];
    server.intercept((request, response) => {
      const url = new URL(request.url ?? '', 'http://localhost');
      if (!url.searchParams.has('versions')) {
        const version = url.searchParams.get('versionId');
        if (version !== null) fetched.push(version);
        return false;
      }
      request.resume();
      response.writeHead(200, { 'content-type': 'application/xml' }).end(listing(versions, url.searchParams));
      return true;
    });
  });
  afterAll(() => server.close());

  test('is written under COMPLIANCE retention, on condition that the key is free, with a checksum', async () => {
    await seriesAt(server, 3_653).put(5, Buffer.from('note'));
    const write = server.requests.findLast(({ method }) => method === 'PUT');
    expect(write?.url).toMatch(/\/log1\/anchor\/0000000000000005(\?|$)/);
    expect(write?.headers).toMatchObject({
      'if-none-match': '*',
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-checksum-sha256': expect.any(String),
    });
    const until = Date.parse(String(write?.headers['x-amz-object-lock-retain-until-date']));
    expect(until).toBe(NOW_MS + 3_653 * 86_400_000);
  });

  test('counts the oldest version of a key, whatever was put in front of it', async () => {
    await seriesAt(server).put(6, Buffer.from('note'));
    versions.set('log1/anchor/0000000000000006', [null, 'newer', 'oldest']);
    await seriesAt(server, 1).read(6);
    expect(fetched).toEqual(['oldest']);
    expect(await seriesAt(server, 1).put(6, Buffer.from('other'))).toBe(false);
  });

  test('a key with a delete marker in front is still the newest one', async () => {
    versions.set('log1/anchor/0000000000000006', ['v']);
    versions.set('log1/anchor/0000000000000009', [...Array.from({ length: 2_500 }, () => null), 'v']);
    expect(await seriesAt(server, 1).newest()).toBe(9);
    expect(await seriesAt(server, 1).read(10)).toBeUndefined();
  });
});

/** One page of `ListObjectVersions`, as S3 writes it. */
function listing(versions: ReadonlyMap<string, readonly (string | null)[]>, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const max = Number(query.get('max-keys') ?? 1_000);
  const all = [...versions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, ids]) => ids.map((id, at) => ({ key, id, at })));
  const marker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker');
  const rest = all.filter(
    ({ key, at }) =>
      key.startsWith(prefix) &&
      (key > marker || (key === marker && versionMarker !== null && at > Number(versionMarker))),
  );
  const page = rest.slice(0, max);
  const last = page.at(-1);
  const entries = page.map(({ key, id, at }) =>
    id === null
      ? `<DeleteMarker><Key>${key}</Key><VersionId>marker-${String(at)}</VersionId></DeleteMarker>`
      : `<Version><Key>${key}</Key><VersionId>${id}</VersionId></Version>`,
  );
  const more = rest.length > max && last !== undefined;
  const next = more
    ? `<NextKeyMarker>${last.key}</NextKeyMarker><NextVersionIdMarker>${String(last.at)}</NextVersionIdMarker>`
    : '';
  return `<?xml version="1.0"?><ListVersionsResult><IsTruncated>${String(more)}</IsTruncated>${next}${entries.join('')}</ListVersionsResult>`;
}

test('the newest of any numbers is found in few questions, whatever the guess', async () => {
  const number = fc.oneof(fc.maxSafeNat(), fc.nat({ max: 5_000 }));
  const numbers = fc.uniqueArray(number, { maxLength: 60 });
  const near = fc.option(number, { nil: undefined });
  await fc.assert(
    fc.asyncProperty(numbers, fc.integer({ min: 1, max: 5 }), near, async (numbers, page, near) => {
      const sorted = numbers.toSorted((a, b) => a - b);
      let questions = 0;
      const ask = (after: number) => {
        questions += 1;
        const behind = sorted.filter((candidate) => candidate > after);
        return Promise.resolve({ largest: behind.slice(0, page).at(-1), isLast: behind.length <= page });
      };
      expect(await newestNumber(ask, near)).toBe(sorted.at(-1));
      expect(questions).toBeLessThanOrEqual(57);
    }),
  );
});

test('a good guess needs one question', async () => {
  let questions = 0;
  const ask = (after: number) => {
    questions += 1;
    return Promise.resolve({ largest: after < 1_000_000 ? 1_000_000 : undefined, isLast: after >= 900_000 });
  };
  expect(await newestNumber(ask, 999_000)).toBe(1_000_000);
  expect(questions).toBe(1);
});

test('items are random bytes, to the byte', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'lifeready-series-'));
  const series = createDirectorySeries({ root, name: 'anchor' });
  const bytes = randomBytes(70_000);
  await series.put(0, bytes);
  expect(await series.read(0)).toEqual(bytes);
  await rm(root, { recursive: true, force: true });
});
