import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { listenOnFreePort } from '../../tests/support/service/listen.ts';
import { runAuditCommand } from './testing/run-command.ts';
import { createSampleKeys, withFiles } from './testing/sample-bundle.ts';
import { makeExcerptFile } from './testing/sample-excerpt.ts';
import { createSmallLog } from './testing/small-log.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CommandRun } from './testing/run-command.ts';

const keys = createSampleKeys();

let server: { url: string; close: () => Promise<void> };
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let excerpt: string;
const seen: { path: string | undefined; token: string | undefined }[] = [];

beforeEach(async () => {
  seen.length = 0;
  excerpt = await makeExcerptFile(createSmallLog(keys.log));
  answer = (_request, response) => response.end(excerpt);
  server = await listenOnFreePort(
    createServer((request, response) => {
      seen.push({ path: request.url, token: request.headers.authorization });
      answer(request, response);
    }),
  );
});
afterEach(() => server.close());

/** Answers until nobody listens any more. */
function endless(response: ServerResponse, status: number, text: string, beginning = ''): void {
  const part = text.repeat(16_384);
  const more = (error?: Error | null): void => {
    if (error === undefined || error === null) setImmediate(() => response.write(part, more));
  };
  response.writeHead(status);
  response.write(`${beginning}${part}`, more);
}

/** Runs a command in a folder with a policy and `taken`, a file that is there already. */
async function inFolder(
  use: (
    path: (name: string) => string,
    run: (args: string[], progress?: boolean) => Promise<CommandRun>,
  ) => Promise<void>,
): Promise<void> {
  await withFiles({ policy: keys.policy, taken: 'mine' }, (path) =>
    use(path, (args, showsProgress = false) =>
      runAuditCommand(args, { defaultPolicyPath: path('policy'), showsProgress, input: 'a-token\n' }),
    ),
  );
}

const fetchTo = (file: string, ...more: string[]): string[] => [
  'excerpt',
  `${server.url}/log/excerpts/own`,
  '--output',
  file,
  ...more,
];

describe('[R-115] lifeready audit excerpt', () => {
  test('fetches an excerpt with the token, verifies it, and leaves a file that nobody else can read', async () => {
    await inFolder(async (path, run) => {
      const { code, out } = await run(fetchTo(path('excerpt'), '--token', '-'));
      expect(code).toBe(0);
      expect(out).toContain('Excerpt  about a person: 7 entries, 0 withheld');
      expect(out).toContain('Root     ');
      expect(out).toMatch(/Content {2}sha256:[0-9a-f]{64}/);
      expect(out).toContain('VERIFIED');
      expect(seen).toEqual([{ path: '/log/excerpts/own', token: 'Bearer a-token' }]);
      expect(await readFile(path('excerpt'), 'utf8')).toBe(excerpt);
      expect((await stat(path('excerpt'))).mode & 0o777).toBe(0o600);
      const again = await run(['verify', path('excerpt')]);
      expect(again).toMatchObject({ code: 0, out });
    });
  });

  test('shows whoever watches how far it is, of how much', async () => {
    await inFolder(async (path, run) => {
      const { code, err } = await run(fetchTo(path('excerpt')), true);
      expect(code).toBe(0);
      expect(err).toMatch(/\r\d of 7 entries, \d+ %/);
    });
  });

  test('says 1 for one that does not verify, and 3 without a policy', async () => {
    const right = excerpt;
    excerpt = right.replace('"withheld":0,"leaf"', '"withheld":1,"leaf"');
    await inFolder(async (path, run) => {
      expect(await run(fetchTo(path('bad'), '--json'))).toMatchObject({ code: 1, err: '' });
      excerpt = right;
      const untrusting = await runAuditCommand(fetchTo(path('good'), '--json'), { defaultPolicyPath: path('none') });
      expect(untrusting.code).toBe(3);
      expect(JSON.parse(untrusting.out)).toMatchObject({ verdict: 'untrusted', type: 'excerpt' });
    });
  });

  test.each<[string, typeof answer, string]>([
    [
      'is refused',
      (_request, response) => response.writeHead(401).end('{"code":"STEP_UP_REQUIRED"}'),
      'was answered with 401 STEP_UP_REQUIRED: the second factor is older than five minutes',
    ],
    [
      'takes a token',
      (_request, response) => response.writeHead(401).end('{"code":"UNAUTHENTICATED"}'),
      'UNAUTHENTICATED: it takes a --token',
    ],
    ['is somewhere else', (_request, response) => response.writeHead(302, { location: '/x' }).end(), 'with 302'],
    [
      'breaks off',
      (_request, response) => {
        response.write(excerpt.slice(0, 500));
        setImmediate(() => response.destroy());
      },
      'cannot be fetched',
    ],
    [
      'has no end and is refused',
      (_request, response) => endless(response, 500, '{"code":"INTERNAL"} '),
      'with 500 INTERNAL',
    ],
    [
      'has a first line without an end',
      (_request, response) => endless(response, 200, '{'),
      'its first line is too long',
    ],
    ['is something else', (_request, response) => response.end('<html>\n'), 'it does not begin as an excerpt does'],
    [
      'announces more than there can be',
      (_request, response) => response.end(excerpt.replace('"entries":7', '"entries":110001')),
      'it announces 110001 entries, and an excerpt has 110000 at the most',
    ],
    [
      'has more lines than it announced',
      (_request, response) => endless(response, 200, '{}\n', excerpt),
      'more follows than the 7 entries it announced',
    ],
    [
      'has a line without an end',
      (_request, response) => endless(response, 200, ' ', excerpt.slice(0, excerpt.indexOf('\n') + 1)),
      'it is larger than the 7 entries it announced can be',
    ],
  ])('says 2 and leaves no file when it %s', async (_what, how, reason) => {
    answer = how;
    await inFolder(async (path, run) => {
      const { code, err } = await run(fetchTo(path('excerpt')));
      expect(code).toBe(2);
      expect(err).toContain(reason);
      await expect(stat(path('excerpt'))).rejects.toMatchObject({ code: 'ENOENT' });
    });
  });

  test('replaces no file, and asks for nothing then', async () => {
    await inFolder(async (path, run) => {
      const { code, err } = await run(fetchTo(path('taken')));
      expect(code).toBe(2);
      expect(err).toContain('is there already, and is not replaced');
      expect(await readFile(path('taken'), 'utf8')).toBe('mine');
      expect(seen).toEqual([]);
    });
  });

  test.each([
    ['http://lifeready.example/log/excerpts/own', 'over https only'],
    ['file:///etc/hosts', 'is not an http or https address'],
    ['own', 'is not an http or https address'],
  ])('sends no token to %s', async (url, reason) => {
    await inFolder(async (path, run) => {
      const { code, err } = await run(['excerpt', url, '--output', path('excerpt'), '--token', 'secret']);
      expect(code).toBe(2);
      expect(err).toContain(reason);
    });
  });
});
