import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { AppError } from '#platform/errors';
import { LOG_AREA } from './log-key.ts';
import { createS3Client, request } from './s3-client.ts';
import { storeFailure } from './store-failure.ts';
import { SERIES_ITEM_BYTES_MAX, seriesKey, seriesNumber } from './write-once-series.ts';
import type { PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import type { S3Location } from './s3-client.ts';
import type { SeriesOptions, WriteOnceSeries } from './write-once-series.ts';

const MS_PER_DAY = 86_400_000;
const PAGE_KEYS = 1_000;

interface Bucket {
  readonly client: S3Client;
  readonly bucket: string;
  readonly name: string;
  /** With Object Lock there are versions, and the lock is on a version, not on a key. */
  readonly versioned: boolean;
}

/** Numbers behind another one, as far as one answer of the store goes. */
interface Page {
  readonly largest: number | undefined;
  readonly isLast: boolean;
}

/** A series in an S3 bucket. @param deps.client made from `region` and `endpoint` when absent */
export function createS3Series(
  deps: SeriesOptions & { readonly bucket: string } & (S3Location | { readonly client: S3Client }),
): WriteOnceSeries {
  const { bucket, name, retentionDays, clock } = deps;
  const client = 'client' in deps ? deps.client : createS3Client(deps);
  const at: Bucket = { client, bucket, name, versioned: retentionDays !== undefined };
  const read = (number: number): Promise<Buffer | undefined> => readItem(at, seriesKey(name, number));
  return {
    put: async (number, bytes) => {
      // All the protection there is on a store that ignores the condition below; and a lock is no condition: it keeps a version, and
      // would let another one be put in front of it.
      if ((await read(number)) !== undefined) return false;
      const lock = retentionDays === undefined ? {} : complianceLock(clock.now() + retentionDays * MS_PER_DAY);
      return putItem(at, {
        Bucket: bucket,
        Key: seriesKey(name, number),
        Body: bytes,
        ContentLength: bytes.length,
        ...lock,
      });
    },
    read,
    newest: (near) => newestNumber((number) => numbersAfter(at, number), near),
  };
}

/** COMPLIANCE: until then nobody can delete the version or shorten its time, the account's root included. S3 wants a checksum with it. */
function complianceLock(untilMs: number): Partial<PutObjectCommandInput> {
  return {
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: new Date(untilMs),
    ChecksumAlgorithm: 'SHA256',
  };
}

async function putItem({ client }: Bucket, input: PutObjectCommandInput): Promise<boolean> {
  try {
    await request('put', () => client.send(new PutObjectCommand({ ...input, IfNoneMatch: '*' })));
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'OBJECT_EXISTS') return false;
    throw error;
  }
}

/** Attack: a newer version, or a delete marker, in front of what was written first. Rule: the oldest version of a key is what counts. */
async function readItem(at: Bucket, key: string): Promise<Buffer | undefined> {
  const VersionId = at.versioned ? await oldestVersion(at, key) : undefined;
  if (at.versioned && VersionId === undefined) return undefined;
  try {
    const { Body: body } = await request('get', () =>
      at.client.send(new GetObjectCommand({ Bucket: at.bucket, Key: key, VersionId })),
    );
    if (!(body instanceof Readable)) throw storeFailure('get', new Error('the answer has no body'));
    return await readBounded(body);
  } catch (error) {
    if (error instanceof AppError && error.code === 'OBJECT_MISSING') return undefined;
    throw error;
  }
}

async function oldestVersion({ client, bucket }: Bucket, key: string): Promise<string | undefined> {
  let oldest: string | undefined;
  let KeyMarker: string | undefined;
  let VersionIdMarker: string | undefined;
  // The newest comes first.
  do {
    const page = await request('list', () =>
      client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, KeyMarker, VersionIdMarker })),
    );
    oldest = page.Versions?.findLast(({ Key }) => Key === key)?.VersionId ?? oldest;
    KeyMarker = page.IsTruncated === true ? page.NextKeyMarker : undefined;
    VersionIdMarker = page.NextVersionIdMarker;
  } while (KeyMarker === key);
  return oldest;
}

async function numbersAfter(at: Bucket, number: number): Promise<Page> {
  const prefix = `${LOG_AREA}${at.name}/`;
  let marker: Marker = { KeyMarker: number < 0 ? prefix : seriesKey(at.name, number) };
  for (;;) {
    const { keys, next } = await listAfter(at, prefix, marker);
    const numbers = keys.map((key) => seriesNumber(key.slice(prefix.length))).filter((found) => found !== undefined);
    if (numbers.length > 0) return { largest: Math.max(...numbers), isLast: next === undefined };
    // A page of nothing but foreign names or delete markers says nothing about what is behind it.
    if (next === undefined) return { largest: undefined, isLast: true };
    marker = next;
  }
}

interface Marker {
  readonly KeyMarker: string | undefined;
  readonly VersionIdMarker?: string | undefined;
}

async function listAfter(
  { client, bucket, versioned }: Bucket,
  prefix: string,
  marker: Marker,
): Promise<{ readonly keys: readonly string[]; readonly next: Marker | undefined }> {
  const list = { Bucket: bucket, Prefix: prefix, MaxKeys: PAGE_KEYS };
  return request('list', async () => {
    if (versioned) {
      const page = await client.send(new ListObjectVersionsCommand({ ...list, ...marker }));
      const next = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      return { keys: keysOf(page.Versions), next: page.IsTruncated === true ? next : undefined };
    }
    const page = await client.send(new ListObjectsV2Command({ ...list, StartAfter: marker.KeyMarker }));
    const keys = keysOf(page.Contents);
    return { keys, next: page.IsTruncated === true ? { KeyMarker: keys.at(-1) } : undefined };
  });
}

function keysOf(listed: readonly { readonly Key?: string | undefined }[] | undefined): string[] {
  return (listed ?? []).flatMap(({ Key }) => Key ?? []);
}

/**
 * The largest number of a store that lists from the smallest up: one page when there are few or the guess was good, else by halving
 * what is left, about 54 questions whatever their number.
 */
export async function newestNumber(
  numbersAfter: (number: number) => Promise<Page>,
  near = 0,
): Promise<number | undefined> {
  let low = -1;
  let high = Number.MAX_SAFE_INTEGER;
  let probe = near - 1;
  while (low < high) {
    const { largest, isLast } = await numbersAfter(probe);
    if (largest === undefined) high = probe;
    else low = largest;
    if (isLast && largest !== undefined) break;
    probe = low + Math.floor((high - low) / 2);
  }
  return low < 0 ? undefined : low;
}

async function readBounded(body: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > SERIES_ITEM_BYTES_MAX) throw new Error('too large');
      parts.push(part);
    }
  } catch (error) {
    throw storeFailure('get', error);
  }
  return Buffer.concat(parts);
}
