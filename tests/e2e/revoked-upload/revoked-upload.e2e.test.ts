import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { request } from 'undici';
import { z } from 'zod';
import { grantee } from '../../support/e2e/granted.ts';
import { somebody } from '../../support/e2e/people.ts';
import { sharedStack } from '../../support/e2e/shared-stack.ts';
import type { Grantee } from '../../support/e2e/granted.ts';
import type { Somebody } from '../../support/e2e/people.ts';

const ANNOUNCED = z.object({
  requestUpload: z.object({ document: z.object({ id: z.string() }), uploadUrl: z.string() }),
});
const VERSIONS = 'query ($id: ID!) { document(id: $id) { currentVersion { id } versions { nodes { status } } } }';
const LINE = 'What is written here is long.\n';
/** More than the buffers on the way hold: when so much is gone, the vault has begun to read and has let the holder in. */
const MEBIBYTE = 1_048_576;
const content = Buffer.alloc(40 * MEBIBYTE, LINE);
const FIRST_PART = 36 * MEBIBYTE;
const claims = {
  title: 'A long text',
  type: 'OTHER',
  tier: 'AMBER',
  mediaType: 'text/plain',
  byteSize: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
};

let owner: Somebody;
let onBehalfOf: string;

beforeAll(async () => {
  owner = await somebody(sharedStack().url, 'owner');
  onBehalfOf = (await owner.execute<{ me: { id: string } }>('{ me { id } }')).expectData().me.id;
});

function proxy(): Promise<Grantee> {
  const offer = { role: 'PROXY', accessLevel: 'LIMITED_WRITE', tiers: ['GREEN', 'AMBER'] } as const;
  return grantee(sharedStack().url, owner.person, offer, 'proxy');
}

/** Sends most of a file, waits for `meanwhile`, and sends the rest. @returns the answer with what the owner then sees */
async function putSlowly(
  { person }: Grantee,
  meanwhile: () => Promise<unknown>,
): Promise<{ status: number; code: unknown; document: unknown }> {
  const { requestUpload } = await person.run('RequestUpload', { input: { ...claims, onBehalfOf } }, ANNOUNCED);
  const body = new PassThrough();
  const answer = request(requestUpload.uploadUrl, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${person.accessToken()}`,
      'content-type': claims.mediaType,
      'content-length': String(content.length),
    },
    body,
  });
  for (let at = 0; at < FIRST_PART; at += MEBIBYTE)
    if (!body.write(content.subarray(at, at + MEBIBYTE))) await Promise.race([once(body, 'drain'), answer]);
  await meanwhile();
  body.end(content.subarray(FIRST_PART));
  const { statusCode: status, body: answered } = await answer;
  const { code } = (await answered.json()) as { code?: unknown };
  const { document } = (await owner.execute(VERSIONS, { id: requestUpload.document.id })).expectData();
  return { status, code, document };
}

const REFUSED = {
  status: 404,
  code: 'TICKET_INVALID',
  document: { currentVersion: null, versions: { nodes: [{ status: 'PENDING' }] } },
};

describe('[R-037] an upload that takes long', () => {
  test('is kept while who sends it still stands', async () => {
    const answer = await putSlowly(await proxy(), () => Promise.resolve());
    expect(answer).toMatchObject({ status: 201, document: { versions: { nodes: [{ status: 'AVAILABLE' }] } } });
  });

  test.each(['RevokeGrant', 'SuspendGrant'])('is not kept after %s', async (operation) => {
    const holder = await proxy();
    const end = (): Promise<unknown> =>
      owner.person.run(operation, { input: { grantId: holder.grantId } }, z.unknown());
    expect(await putSlowly(holder, end)).toEqual(REFUSED);
  });

  test('is not kept after the session has ended', async () => {
    const holder = await proxy();
    const end = async (): Promise<void> => {
      (await holder.execute('mutation { revokeSession(input: {}) { sessionId } }')).expectData();
    };
    expect(await putSlowly(holder, end)).toEqual(REFUSED);
  });
});
