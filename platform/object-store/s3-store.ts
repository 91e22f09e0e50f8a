import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { AppError } from '#platform/errors';
import { bodyBlocks } from './body-blocks.ts';
import { consuming } from './counted-body.ts';
import { requireStoreKey } from './log-key.ts';
import { isObjectKey, parseObjectKey } from './object-key.ts';
import { createS3Client, request } from './s3-client.ts';
import { guarded, storeFailure } from './store-failure.ts';
import type { CompletedPart, S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '#platform/clock';
import type { BodyBlock } from './body-blocks.ts';
import type { ObjectArea, ObjectStore } from './object-store.ts';
import type { S3Location } from './s3-client.ts';

/** Part of a multipart upload, in bytes: above the 5 MiB that S3 asks for, small enough to hold some in memory per upload. */
const PART_BYTES = 8 * 1024 * 1024;
/** Makes every write conditional on the key being free. */
const CREATE_ONLY = { IfNoneMatch: '*' } as const;

interface Bucket {
  readonly client: S3Client;
  readonly bucket: string;
}

/**
 * Objects in an S3 bucket. Creation is exclusive through `If-None-Match: *`; the look beforehand spares sending a body in vain and is all
 * the protection there is on a compatible store that ignores the condition.
 * @param deps.client made from `region` and `endpoint` when absent
 */
export function createS3Store(
  deps: { readonly bucket: string; readonly clock: Clock } & (S3Location | { readonly client: S3Client }),
): ObjectStore {
  const at: Bucket = { bucket: deps.bucket, client: 'client' in deps ? deps.client : createS3Client(deps) };
  return {
    put: (key, body, options = {}) => consuming(body, () => putObject(at, key, body, options.contentLength)),
    get: (key) => getObject(at, key),
    exists: (key) => objectExists(at, key),
    move: (from, to) => moveObject(at, from, to),
    delete: (key) => deleteObject(at, key),
    listOlderThan: (area, ageMs) => listObjects(at, area, deps.clock.now() - ageMs),
    async check() {
      await guarded('check', () => at.client.send(new HeadBucketCommand({ Bucket: at.bucket })));
    },
  };
}

async function putObject(
  at: Bucket,
  key: string,
  body: Readable,
  contentLength?: number,
): Promise<{ byteSize: number }> {
  requireStoreKey(key);
  if (await objectExists(at, key)) throw new AppError('OBJECT_EXISTS');
  let byteSize = 0;
  let uploadId: string | undefined;
  const parts: CompletedPart[] = [];
  try {
    for await (const block of bodyBlocks(body, PART_BYTES, contentLength)) {
      byteSize += block.bytes.length;
      if (block.last && uploadId === undefined) {
        await putWhole(at, key, block.bytes);
        return { byteSize };
      }
      uploadId ??= await startUpload(at, key);
      parts.push(await sendPart(at, key, uploadId, parts.length + 1, block));
    }
    // Up to here nothing is under the key; this call creates the whole object or nothing.
    await request('complete', () =>
      at.client.send(
        new CompleteMultipartUploadCommand({
          ...target(at, key),
          ...CREATE_ONLY,
          UploadId: uploadId,
          MultipartUpload: { Parts: parts },
        }),
      ),
    );
    return { byteSize };
  } catch (error) {
    if (uploadId !== undefined) await abortUpload(at, key, uploadId);
    throw error;
  }
}

async function putWhole(at: Bucket, key: string, bytes: Buffer): Promise<void> {
  await request('put', () =>
    at.client.send(
      new PutObjectCommand({ ...target(at, key), ...CREATE_ONLY, Body: bytes, ContentLength: bytes.length }),
    ),
  );
}

async function startUpload(at: Bucket, key: string): Promise<string> {
  const { UploadId: uploadId } = await request('start upload', () =>
    at.client.send(new CreateMultipartUploadCommand(target(at, key))),
  );
  if (uploadId === undefined) throw storeFailure('start upload', new Error('no upload id'));
  return uploadId;
}

async function sendPart(
  at: Bucket,
  key: string,
  uploadId: string,
  number: number,
  { bytes }: BodyBlock,
): Promise<CompletedPart> {
  const part = { ...target(at, key), UploadId: uploadId, PartNumber: number, Body: bytes, ContentLength: bytes.length };
  const { ETag } = await request('send part', () => at.client.send(new UploadPartCommand(part)));
  return { PartNumber: number, ETag };
}

/** Best effort: the error that led here is the one to report, and the bucket's lifecycle rule removes what stays behind. */
async function abortUpload(at: Bucket, key: string, uploadId: string): Promise<void> {
  await at.client
    .send(new AbortMultipartUploadCommand({ ...target(at, key), UploadId: uploadId }))
    .catch(() => undefined);
}

async function getObject(at: Bucket, key: string): Promise<Readable> {
  requireStoreKey(key);
  const { Body: body } = await request('get', () => at.client.send(new GetObjectCommand(target(at, key))));
  if (!(body instanceof Readable)) throw storeFailure('get', new Error('the answer has no body'));
  return body;
}

async function objectExists(at: Bucket, key: string): Promise<boolean> {
  requireStoreKey(key);
  try {
    await request('look up', () => at.client.send(new HeadObjectCommand(target(at, key))));
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'OBJECT_MISSING') return false;
    throw error;
  }
}

/** S3 has no rename. One copy request serves objects up to 5 GiB, far above what we store. */
async function moveObject(at: Bucket, from: string, to: string): Promise<void> {
  parseObjectKey(from);
  parseObjectKey(to);
  if (!(await objectExists(at, from))) throw new AppError('OBJECT_MISSING');
  if (await objectExists(at, to)) throw new AppError('OBJECT_EXISTS');
  await request('copy', () =>
    at.client.send(new CopyObjectCommand({ ...target(at, to), ...CREATE_ONLY, CopySource: `${at.bucket}/${from}` })),
  );
  // A crash here leaves the whole object under both keys.
  await deleteObject(at, from);
}

async function deleteObject(at: Bucket, key: string): Promise<void> {
  parseObjectKey(key);
  await request('delete', () => at.client.send(new DeleteObjectCommand(target(at, key))));
}

async function* listObjects(at: Bucket, area: ObjectArea, writtenBeforeMs: number): AsyncGenerator<string> {
  const pages = paginateListObjectsV2({ client: at.client }, { Bucket: at.bucket, Prefix: area });
  for (;;) {
    const page = await request('list', () => pages.next());
    if (page.done === true) return;
    for (const { Key: key, LastModified: written } of page.value.Contents ?? []) {
      if (key !== undefined && written !== undefined && written.getTime() < writtenBeforeMs && isObjectKey(key))
        yield key;
    }
  }
}

function target(at: Bucket, key: string): { readonly Bucket: string; readonly Key: string } {
  return { Bucket: at.bucket, Key: key };
}
