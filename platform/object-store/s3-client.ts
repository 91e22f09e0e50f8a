import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { AppError } from '#platform/errors';
import { storeFailure } from './store-failure.ts';

const CONNECTION_TIMEOUT_MS = 5_000;
/** Until the answer begins; a body that is still being downloaded is not cut off by it. */
const REQUEST_TIMEOUT_MS = 60_000;
/** First try included. Each part is in memory, so each can be sent again. */
const ATTEMPTS_MAX = 3;

export interface S3Location {
  readonly region: string;
  /** Origin of an S3-compatible store; absent for AWS itself. */
  readonly endpoint?: string;
}

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * A client as this store wants it. Credentials come from the SDK's own chain (environment, web identity, instance role) unless given.
 * Checksums beyond the signed SHA-256 of each body are sent only where S3 requires them: some compatible stores refuse the SDK's CRC32
 * trailers, and what is stored is authenticated when it is decrypted anyway.
 */
export function createS3Client({ region, endpoint }: S3Location, credentials?: S3Credentials): S3Client {
  return new S3Client({
    region,
    ...(credentials === undefined ? {} : { credentials }),
    // Compatible stores have no host name per bucket.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    maxAttempts: ATTEMPTS_MAX,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
}

/** Sends one request; what S3 says about the object becomes the port's error, all else a failure of the store. */
export async function request<Answer>(operation: string, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof S3ServiceException) {
      if (error.name === 'NoSuchKey' || error.name === 'NotFound') throw new AppError('OBJECT_MISSING');
      // 412: the key was taken. ConditionalRequestConflict: somebody else is taking it at this moment.
      if (error.name === 'PreconditionFailed' || error.name === 'ConditionalRequestConflict')
        throw new AppError('OBJECT_EXISTS');
    }
    throw storeFailure(operation, error);
  }
}
