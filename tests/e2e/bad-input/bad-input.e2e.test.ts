import { beforeAll, describe, expect, test } from '@jest/globals';
import { somebody } from '../../support/e2e/people.ts';
import { sharedStack } from '../../support/e2e/shared-stack.ts';
import type { Somebody } from '../../support/e2e/people.ts';

let person: Somebody;

beforeAll(async () => {
  person = await somebody(sharedStack().url);
});

const ADD_PERSON = 'mutation ($input: AddPersonInput!) { addPerson(input: $input) { person { id } } }';
const ADD_ASSET = 'mutation ($input: AddAssetInput!) { addAsset(input: $input) { asset { id } } }';
const REQUEST_UPLOAD = 'mutation ($input: RequestUploadInput!) { requestUpload(input: $input) { uploadUrl } }';
const OPEN_PACK = 'mutation ($input: OpenEmergencyPackInput!) { openEmergencyPack(input: $input) { case { id } } }';
const SECRET = 'do-not-repeat-this';
const upload = {
  title: 'x',
  type: 'OTHER',
  tier: 'AMBER',
  byteSize: 3,
  sha256: 'c'.repeat(64),
  mediaType: 'text/plain',
};
const contact = { name: 'A', phoneE164: '+27110000000', relationship: 'friend' };

/** What is wrong, the operation, the input, and the path that the answer must name. */
const rows: readonly (readonly [string, string, unknown, string])[] = [
  ['an over-long string', ADD_PERSON, { fullName: SECRET.repeat(20) }, 'input.fullName'],
  ['an empty string', ADD_PERSON, { fullName: '  ' }, 'input.fullName'],
  ['an address that is none', ADD_PERSON, { fullName: 'A', email: SECRET }, 'input.email'],
  ['a number that is no telephone number', ADD_PERSON, { fullName: 'A', phoneE164: SECRET }, 'input.phoneE164'],
  ['a control character', ADD_PERSON, { fullName: `A\u0000${SECRET}` }, 'input.fullName'],
  ['an unknown enum value', ADD_ASSET, { category: SECRET, label: 'x' }, 'input.category'],
  ['a value of another type', ADD_ASSET, { category: 'OTHER', label: 7 }, 'input.label'],
  ['a missing field', ADD_ASSET, { category: 'OTHER' }, 'input'],
  ['an unknown field', ADD_ASSET, { category: 'OTHER', label: 'x', [SECRET.replaceAll('-', '')]: 1 }, 'input'],
  ['a size of nothing', REQUEST_UPLOAD, { ...upload, byteSize: 0 }, 'input.byteSize'],
  ['a size beyond 50 MiB', REQUEST_UPLOAD, { ...upload, byteSize: 52_428_801 }, 'input.byteSize'],
  ['a hash that is none', REQUEST_UPLOAD, { ...upload, sha256: SECRET }, 'input.sha256'],
  ['a media type that is not allowed', REQUEST_UPLOAD, { ...upload, mediaType: 'text/html' }, 'input.mediaType'],
  ['too many tags', REQUEST_UPLOAD, { ...upload, tags: Array.from({ length: 21 }, () => 'tag') }, 'input.tags'],
  ['too many contacts', OPEN_PACK, { contacts: Array.from({ length: 11 }, () => contact) }, 'input.contacts'],
  [
    'a wrong value inside a list',
    OPEN_PACK,
    { contacts: [contact, { ...contact, name: '' }] },
    'input.contacts.1.name',
  ],
];

describe('[R-083] bad input is named by its path and never repeated', () => {
  test.each(rows)('%s', async (_what, query, input, path) => {
    const answer = await person.execute(query, { input });
    const error = answer.expectError('BAD_USER_INPUT');
    expect(Object.keys(error.extensions.errors ?? {})).toContain(path);
    expect(answer.text).not.toContain(SECRET);
    expect(error.extensions).toMatchObject({
      type: 'urn:lifeready:error:bad-user-input',
      status: 400,
      title: expect.any(String) as unknown,
    });
    expect(answer.headers.get('x-request-id')).toBe(error.extensions.requestId);
  });

  test('a page that is too large, or none', async () => {
    for (const first of [0, -1, 101]) {
      const answer = await person.execute('query ($first: Int) { people(first: $first) { nodes { id } } }', { first });
      expect(answer.expectError('BAD_USER_INPUT').extensions.errors).toHaveProperty('first');
    }
    const answer = await person.execute('{ people(after: "somewhere") { nodes { id } } }');
    expect(answer.expectError('BAD_USER_INPUT').extensions.errors).toHaveProperty('after');
  });

  test('nothing of it was stored', async () => {
    const lists = await person.execute(
      '{ people { nodes { id } } assets { nodes { id } } documents { nodes { id } } cases { nodes { id } } }',
    );
    const none = { nodes: [] };
    expect(lists.expectData()).toEqual({ people: none, assets: none, documents: none, cases: none });
  });
});
