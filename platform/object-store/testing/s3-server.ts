import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import accounts from '@20minutes/s3rver/lib/models/account.js';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** Answers a request instead of the store; false leaves it to the store. */
export type Interception = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface S3Server {
  /** Origin to use as endpoint. */
  readonly endpoint: string;
  readonly bucket: string;
  /** The one key pair the server knows, made for this server. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Where the server keeps multipart uploads that are neither completed nor aborted. */
  readonly uploadsDirectory: string;
  readonly requests: readonly RecordedRequest[];
  intercept(interception: Interception | undefined): void;
  close(): Promise<void>;
}

const BUCKET = 'objects';
const UPLOADS = '._S3rver_uploads';

/**
 * An S3-compatible server on a free port of the loopback interface, with its files in a temporary directory. s3rver verifies signatures
 * of requests for objects (for the bucket it derives another path than the one that was signed, so there it is told not to insist), but it
 * ignores `If-None-Match` on writes, cannot abort an upload, checks no checksum and answers unsigned reads. Condition and abort are added
 * in front of it here; for the rest look at `requests`.
 * @param options.conditionalWrites false: `If-None-Match` is ignored, as some compatible stores do
 */
export async function startS3Server(options: { readonly conditionalWrites: boolean }): Promise<S3Server> {
  const root = await mkdtemp(join(tmpdir(), 'lifeready-s3-'));
  const credentials = {
    accessKeyId: `TEST${randomBytes(8).toString('hex')}`,
    secretAccessKey: randomBytes(20).toString('hex'),
  };
  accounts.DUMMY_ACCOUNT.createKeyPair(credentials.accessKeyId, credentials.secretAccessKey);
  const settings = { directory: root, silent: true, configureBuckets: [{ name: BUCKET }] };
  const [forObjects, forBucket] = [new S3rver(settings), new S3rver({ ...settings, allowMismatchedSignatures: true })];
  await forObjects.configureBuckets();

  const uploadsDirectory = join(root, BUCKET, UPLOADS);
  const requests: RecordedRequest[] = [];
  let interception: Interception | undefined;
  const conditionFails = options.conditionalWrites ? createWriteCondition(forObjects) : () => Promise.resolve(false);
  const [answerForObject, answerForBucket] = [forObjects.callback(), forBucket.callback()];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request;
    requests.push({ method, url, headers });
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const uploadId = searchParams.get('uploadId');
    if (interception?.(request, response) === true) return;
    if (method === 'DELETE' && uploadId !== null) {
      await rm(join(uploadsDirectory, uploadId), { recursive: true });
      respond(request, response, 204);
    } else if (await conditionFails(request, response)) {
      respond(request, response, 412, 'PreconditionFailed');
    } else {
      (pathname.split('/').length > 2 && !pathname.endsWith('/') ? answerForObject : answerForBucket)(
        request,
        response,
      );
    }
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${String(port)}`,
    bucket: BUCKET,
    credentials,
    uploadsDirectory,
    requests,
    intercept(next) {
      interception = next;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      for (const { logger } of [forObjects, forBucket]) {
        logger.exceptions.unhandle();
        logger.close();
      }
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Ends a request with a status and, above 299, an S3 error. */
export function respond(request: IncomingMessage, response: ServerResponse, status: number, errorCode?: string): void {
  request.resume();
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(
    errorCode === undefined ? '' : `<?xml version="1.0"?><Error><Code>${errorCode}</Code><Message>no</Message></Error>`,
  );
}

/** `If-None-Match: *` as S3 defines it: of many writes to a free key, one succeeds. */
function createWriteCondition(
  s3rver: S3rver,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const inProgress = new Set<string>();
  return async ({ headers, method, url = '' }, response) => {
    if (headers['if-none-match'] !== '*' || method === 'GET') return false;
    const key = new URL(url, 'http://localhost').pathname.slice(`/${BUCKET}/`.length);
    if (inProgress.has(key)) return true;
    inProgress.add(key);
    response.on('close', () => inProgress.delete(key));
    return s3rver.store.existsObject(BUCKET, key);
  };
}
