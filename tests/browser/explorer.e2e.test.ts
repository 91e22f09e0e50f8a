import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { EXAMPLES } from '../../gateway/explorer/examples.ts';
import { readManifest } from '../../gateway/registry/manifest/read-manifest.ts';
import { launchBrowser, openPage } from '../support/e2e/browser.ts';
import { sharedStack } from '../support/e2e/shared-stack.ts';
import type { Browser, Frame, FrameLocator, Page } from 'playwright-core';
import type { WatchedPage } from '../support/e2e/browser.ts';

/** The browser says this of every answer with an error; that there is one is what such a test is about. */
const REFUSED = /the server responded with a status of/;
const { url } = sharedStack();

let browser: Browser;
let watched: WatchedPage;
let page: Page;
let editor: FrameLocator;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  watched = await openPage(browser, url);
  ({ page } = watched);
  editor = page.frameLocator('#editor');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${url}/explorer`);
  await page.locator('body[data-ready=true]').waitFor();
});
afterEach(async () => {
  expect(watched.outside).toEqual([]);
  expect(watched.errors).toEqual([]);
  await page.close();
});

async function become(persona: string): Promise<void> {
  await page.selectOption('#persona', persona);
  await page.getByText('Signed in:').waitFor();
}

/** Runs what is in the editor. @returns what the page says of it */
async function run(): Promise<string> {
  await page.locator('#status').evaluate((status) => {
    Reflect.set(status, 'textContent', '');
  });
  await editor.getByRole('button', { name: /execute query/i }).click();
  await page.locator('#status:not(:empty)').waitFor();
  return page.locator('#status').innerText();
}

async function write(query: string): Promise<void> {
  await editor.locator('.graphiql-query-editor .CodeMirror').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(query);
}

function answerText(): Promise<string> {
  return editor.locator('.result-window').innerText();
}

function editorFrame(): Frame {
  const frame = page.frames().find((one) => one.url().endsWith('/explorer/frame'));
  if (frame === undefined) throw new Error('there is no frame with the editor');
  return frame;
}

describe('the explorer, in a real browser, without a request to anywhere else', () => {
  test('runs a query, and draws its plan, its cost and its times', async () => {
    expect(await run()).toBe('Answered.');
    await editor
      .getByText(/lifeready\.example\/audit/)
      .first()
      .waitFor();
    const picture = page.getByRole('img', { name: /ms in all\. Cost \d+ of \d+; it was \d+\. Calls: audit from/ });
    await picture.waitFor();
    expect(await picture.evaluate((image) => Reflect.get(image, 'naturalWidth') as number)).toBeGreaterThan(500);
  });

  test('runs the examples of each persona, in one sandbox', async () => {
    for (const persona of new Set(EXAMPLES.map((example) => example.persona ?? ''))) {
      if (persona !== '') await become(persona);
      const examples = EXAMPLES.filter((example) => (example.persona ?? '') === persona);
      for (const [index, { title }] of examples.entries()) {
        if (index > 0) await page.selectOption('#example', { label: title });
        const first = /(?:query|mutation) (\w+)/.exec(examples[index]?.query ?? '')?.[1] ?? '';
        await editor.getByRole('tab', { name: first }).waitFor();
        const expected = title.includes('may not') ? /^FORBIDDEN: / : /^Answered\.$/;
        expect([title, await run()]).toEqual([title, expect.stringMatching(expected)]);
      }
    }
    expect(watched.errors.splice(0).filter((error) => !REFUSED.test(error))).toEqual([]);
  });

  test('says what the field at the cursor asks for, and what it costs', async () => {
    await write('query A($n: Int = 4) { cases(first: $n) { nodes { id } } }');
    await page.keyboard.press('Home');
    for (let step = 0; step < 26; step += 1) await page.keyboard.press('ArrowRight');
    const field = page.locator('#field');
    await field.getByText('Query.cases').waitFor();
    expect(await field.innerText()).toMatch(/Nobody \(not signed in\)\s+may not: UNAUTHENTICATED/);
    await become('principal');
    await write('query A($n: Int = 4) { cases(first: $n) { nodes { id } } }');
    await page.keyboard.press('Home');
    for (let step = 0; step < 26; step += 1) await page.keyboard.press('ArrowRight');
    await field.getByText('may ask for it').waitFor();
    expect(await field.innerText()).toMatch(/Who\s+principal; or whoever has a grant as proxy/);
    expect(await field.innerText()).toMatch(/5 of the operation's 5 \(at most \d+\)/);
  });

  test('starts over with other people, and whoever was there before is signed out', async () => {
    await become('principal');
    expect(await run()).toBe('Answered.');
    const before = /principal-\w+@sandbox/.exec(await answerText())?.[0];
    await page.getByRole('button', { name: 'New sandbox' }).click();
    await page.getByText('A new sandbox').waitFor();
    expect(await run()).toBe('Answered.');
    const after = /principal-\w+@sandbox/.exec(await answerText())?.[0];
    expect([before, after]).toEqual([expect.any(String), expect.any(String)]);
    expect(after).not.toBe(before);
  });

  test('collects operations for a manifest that can be registered', async () => {
    const add = page.getByRole('button', { name: 'Add to manifest draft' });
    await write('{ auditCheckpoint { size } }');
    await add.click();
    await page.getByText(/A registered document has one query or mutation, with a name/).waitFor();
    for (const name of ['One', 'Two']) {
      await write(`query ${name} { auditCheckpoint { size } }`);
      await editor.getByRole('tab', { name }).waitFor();
      await add.click();
      await page.getByText(`In the draft: query ${name}.`).waitFor();
    }
    const download = async (format: string) => {
      await page.selectOption('#draft-format', format);
      const waiting = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download' }).click();
      return readManifest(JSON.parse(await readFile(await (await waiting).path(), 'utf8')), 'partner');
    };
    const [apollo, keyed] = [await download('apollo'), await download('key-value')];
    expect([apollo.format, keyed.format]).toEqual(['apollo', 'key-value']);
    expect(apollo.documents.map(({ name }) => name)).toEqual(['One', 'Two']);
    expect(keyed.documents.map(({ id, body }) => [id, body])).toEqual(
      apollo.documents.map(({ id, body }) => [id, body]),
    );
    await page.getByRole('button', { name: 'Remove One' }).click();
    expect(await page.locator('#draft li').allInnerTexts()).toEqual([expect.stringContaining('Two')]);
    expect(watched.errors.splice(0).filter((error) => !REFUSED.test(error))).toEqual([]);
  });

  test('is used with the keyboard alone, and holds nobody in the editor', async () => {
    const focused = (): Promise<string> =>
      page.evaluate(() => {
        const { document } = globalThis as unknown as { readonly document: { readonly activeElement: { id: string } } };
        return document.activeElement.id;
      });
    for (const id of ['persona', 'example', 'reset', 'draft-add', 'editor']) {
      await page.keyboard.press('Tab');
      expect(await focused()).toBe(id);
    }
    const inEditor = async (): Promise<boolean> =>
      (await editor.locator('.graphiql-query-editor .CodeMirror :focus').count()) === 1;
    for (let step = 0; step < 30 && !(await inEditor()); step += 1) await page.keyboard.press('Tab');
    expect(await inEditor()).toBe(true);
    await page.keyboard.press('Control+Enter');
    await page.getByText('Answered.').waitFor();
    await page.keyboard.press('Tab');
    expect(await inEditor()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await inEditor()).toBe(false);
  });
});

describe('[R-029] what somebody stored is text in the explorer', () => {
  const attacks = [
    '<img src=x onerror="top.document.title=1">',
    '</script><script>top.document.title=1</script>',
    '"><svg onload="top.document.title=1">',
  ];

  test('in answers, in aliases and in the picture', async () => {
    await become('principal');
    for (const attack of attacks) {
      await write(`mutation { addPerson(input: { fullName: ${JSON.stringify(attack)} }) { person { fullName } } }`);
      expect(await run()).toBe('Answered.');
    }
    await write('{ script: people(first: 50) { nodes { onerror: fullName } } }');
    expect(await run()).toBe('Answered.');
    const answer = await answerText();
    expect(answer).toContain('<img src=x onerror=');
    expect(answer).toContain('<svg onload=');
    expect(await editor.locator('img, svg[onload]').count()).toBe(0);
    expect(await page.title()).toBe('Explorer - LifeReady');
  });

  test('and should it run in the editor after all, it is alone there', async () => {
    await become('principal');
    const outcome = await editorFrame().evaluate(async () => {
      const tried = async (work: () => unknown): Promise<string> => {
        try {
          await work();
          return 'worked';
        } catch (error) {
          return String(Reflect.get(error as object, 'name'));
        }
      };
      const { parent, document, top } = globalThis as unknown as Readonly<
        Record<'parent' | 'document' | 'top', object>
      >;
      return {
        request: await tried(() => fetch('/graphql', { method: 'POST', body: '{}' })),
        outside: await tried(() => fetch('https://example.com/')),
        page: await tried(() => Reflect.get(parent, 'document') as unknown),
        storage: await tried(() => Reflect.get(globalThis, 'localStorage')),
        cookie: await tried(() => Reflect.get(document, 'cookie') as unknown),
        leave: await tried(() => {
          (top as { location: string }).location = 'https://example.com/';
        }),
      };
    });
    expect(outcome).toEqual({
      request: 'TypeError',
      outside: 'TypeError',
      page: 'SecurityError',
      storage: 'SecurityError',
      cookie: 'SecurityError',
      leave: 'SecurityError',
    });
    // What it knows it could put into an address; the page does not let its frame go anywhere else.
    await editorFrame().evaluate(() => {
      (globalThis as unknown as { location: string }).location = 'https://example.com/?what-it-knows';
    });
    await page.locator('#persona').focus();
    expect(page.url()).toBe(`${url}/explorer`);
    const refusals = watched.errors.splice(0);
    expect(refusals.filter((error) => /Content Security Policy/.test(error)).length).toBeGreaterThan(0);
  });
});
