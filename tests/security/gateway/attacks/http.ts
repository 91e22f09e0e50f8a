import { get, post, times } from '../attack.ts';
import type { Attack } from '../attack.ts';

/** What is refused because of everything around it. */
export const BODY = '{"query":"{ auditCheckpoint { size } }"}';
const MUTATION = 'mutation { login(input: { email: "a@example.test", password: "p" }) { __typename } }';
const MAX_BODY_BYTES = 262_144;

const ofType = (type: string): Attack =>
  post(`content type ${type === '' ? 'left out' : type}`, BODY, [415, 'UNSUPPORTED_MEDIA_TYPE'], {
    headers: type === '' ? [] : [`content-type: ${type}`],
  });

const packed = (encoding: string): Attack =>
  post(`body packed by ${encoding}`, BODY, [415, 'UNSUPPORTED_MEDIA_TYPE'], {
    headers: ['content-type: application/json', `content-encoding: ${encoding}`],
  });

const accepting = (accept: string): Attack =>
  post(`only ${accept} is accepted`, BODY, [406, 'NOT_ACCEPTABLE'], {
    headers: ['content-type: application/json', `accept: ${accept}`],
  });

const byMethod = (method: string, code: string | undefined): Attack => ({
  ...post(`method ${method}`, '', [405, code], { headers: [] }),
  method,
  body: undefined,
});

export const MEDIA_TYPES: readonly Attack[] = [
  '',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/graphql',
  'application/jsonx',
  'application/json, text/plain',
  'text/plain; application/json',
  'application/json; charset=utf-7',
  'application/json; charset=utf-16',
  'application/json; charset=utf-16le',
  'application/json; charset=utf-32',
  'application/json; charset=iso-8859-1',
  'application/json; charset=shift_jis',
  'application/json; charset=utf-8; charset=utf-7',
  'application/json; boundary=x; charset=utf-7',
].map(ofType);

export const ENCODINGS: readonly Attack[] = ['gzip', 'deflate', 'br', 'zstd', 'identity, gzip'].map(packed);

export const STREAMS: readonly Attack[] = [
  'text/event-stream',
  'multipart/mixed; deferSpec=20220824',
  'text/html',
  'image/*',
  'application/json;q=0',
].map(accepting);

export const METHODS: readonly Attack[] = [
  byMethod('PUT', 'METHOD_NOT_ALLOWED'),
  byMethod('DELETE', 'METHOD_NOT_ALLOWED'),
  byMethod('PATCH', 'METHOD_NOT_ALLOWED'),
  byMethod('HEAD', undefined),
  get('a change by GET', [['query', MUTATION]], [405, 'METHOD_NOT_ALLOWED']),
  get(
    'a change by GET, behind a query',
    [
      ['query', `query A { auditCheckpoint { size } } ${MUTATION.replace('mutation', 'mutation B')}`],
      ['operationName', 'B'],
    ],
    [405, 'METHOD_NOT_ALLOWED'],
  ),
  get(
    'a change by GET, in capitals of another tool',
    [['query', 'mutation{a:__typename}']],
    [405, 'METHOD_NOT_ALLOWED'],
  ),
];

export const CROSS_SITE: readonly Attack[] = [
  get('an image of another site', [['query', '{ auditCheckpoint { size } }']], [400, 'CSRF_PREVENTED'], {
    headers: [],
  }),
  get('an image, with the password that the browser remembers', [['query', '{ me { id } }']], [400, 'CSRF_PREVENTED'], {
    headers: ['authorization: Basic dGhhbmRpOnNlY3JldA=='],
  }),
  get('an image, with an empty permission', [['query', '{ me { id } }']], [400, 'CSRF_PREVENTED'], {
    headers: ['apollo-require-preflight:'],
  }),
  ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'message/rfc822'].map((type) =>
    get(`a form of another site as ${type}`, [['query', '{ me { id } }']], [415, 'UNSUPPORTED_MEDIA_TYPE'], {
      headers: [`content-type: ${type}`, 'apollo-require-preflight: 1'],
    }),
  ),
];

const QUERY = ['query', '{ auditCheckpoint { size } }'] as const;

export const PARAMETERS: readonly Attack[] = [
  get('nothing to run', [], [400, 'BAD_REQUEST']),
  get('two queries', [QUERY, ['query', '{ me { id } }']], [400, 'BAD_REQUEST']),
  get('variables twice', [QUERY, ['variables', '{}'], ['variables', '{"a":1}']], [400, 'BAD_REQUEST']),
  get('variables that are no JSON', [QUERY, ['variables', '{a:1}']], [400, 'BAD_REQUEST']),
  get('variables that are a list', [QUERY, ['variables', '[1]']], [400, 'BAD_REQUEST']),
  get('variables nested without end', [QUERY, ['variables', '['.repeat(1_000)]], [400, 'BAD_REQUEST']),
  get('extensions that are a text', [QUERY, ['extensions', '"x"']], [400, 'BAD_REQUEST']),
  get('a name in a list', [QUERY, ['operationName', 'A'], ['operationName', 'B']], [400, 'BAD_REQUEST']),
];

export const BODIES: readonly Attack[] = [
  post('no body', '', [400, 'BAD_REQUEST']),
  post('null', 'null', [400, 'BAD_REQUEST']),
  post('a number', '1', [400, 'BAD_REQUEST']),
  post('a text', '"{ me { id } }"', [400, 'BAD_REQUEST']),
  post('no JSON', '{query:"{ me { id } }"}', [400, 'BAD_REQUEST']),
  post('half of a JSON object', BODY.slice(0, -2), [400, 'BAD_REQUEST']),
  post('two JSON objects', BODY + BODY, [400, 'BAD_REQUEST']),
  post('a byte order mark', `\ufeff${BODY}`, [400, 'BAD_REQUEST']),
  post('a list of operations', `[${BODY},${BODY}]`, [400, 'BATCHING_NOT_SUPPORTED']),
  post('an empty list', '[]', [400, 'BATCHING_NOT_SUPPORTED']),
  post('a thousand operations in a list', `[${times(1_000, () => `${BODY},`)}${BODY}]`, [
    400,
    'BATCHING_NOT_SUPPORTED',
  ]),
  post('a misspelt member', { qeury: '{ me { id } }' }, [400, 'BAD_REQUEST']),
  ...[{}, 7, true, ['{ me { id } }']].map((value) =>
    post(`a query that is ${JSON.stringify(value)}`, { query: value }, [400, 'BAD_REQUEST']),
  ),
  ...['x', 7, false, [1]].map((value) =>
    post(`variables that are ${JSON.stringify(value)}`, { query: '{ me { id } }', variables: value }, [
      400,
      'BAD_REQUEST',
    ]),
  ),
  post('a name that is a number', { query: '{ me { id } }', operationName: 7 }, [400, 'BAD_REQUEST']),
  post('a name of 201 characters', { query: '{ me { id } }', operationName: 'N'.repeat(201) }, [400, 'BAD_REQUEST']),
  post('extensions that are a list', { query: '{ me { id } }', extensions: [1] }, [400, 'BAD_REQUEST']),
  post(
    'bytes that are no UTF-8',
    Buffer.concat([Buffer.from('{"query":"{ me { id } }","x":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
    [400, 'BAD_REQUEST'],
  ),
  post('a body one byte too large', BODY.padEnd(MAX_BODY_BYTES + 1), [413, 'PAYLOAD_TOO_LARGE']),
  post(
    'a hundred thousand lists inside each other',
    `{"query":"{ me { id } }","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    [400, 'BAD_REQUEST'],
  ),
  post(
    'eighty thousand lists beside each other',
    `{"query":"{ me { id } }","variables":{"a":[${'[],'.repeat(80_000)}[]]}}`,
    [400, 'BAD_REQUEST'],
  ),
  post('forty thousand members', `{${'"a":1,'.repeat(40_000)}"query":"{ me { id } }"}`, [400, 'BAD_REQUEST']),
];
