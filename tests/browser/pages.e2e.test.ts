import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { connect } from '../../cli/journey/endpoint.ts';
import { tokenFromMail } from '../../cli/journey/mailbox.ts';
import { inventPerson, signUp } from '../../cli/journey/person.ts';
import { launchBrowser, openPage } from '../support/e2e/browser.ts';
import { sharedStack } from '../support/e2e/shared-stack.ts';
import type { Browser } from 'playwright-core';
import type { WatchedPage } from '../support/e2e/browser.ts';

let browser: Browser;
let watched: WatchedPage;
const { url } = sharedStack();

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  watched = await openPage(browser, url);
});
afterEach(async () => {
  expect(watched.outside).toEqual([]);
  expect(watched.errors).toEqual([]);
  await watched.page.close();
});

describe('pages, in a real browser, without a request to anywhere else', () => {
  test('the page of outgoing mail leads to the page that confirms an address and shows the second factor', async () => {
    const { page } = watched;
    const person = inventPerson('In the browser', 'browser');
    await signUp(connect(url), person);
    await tokenFromMail(url, person.email, 'confirm');
    await page.goto(`${url}/outbox`);
    await page.locator(`text=${person.email}`).first().waitFor();
    await page
      .getByRole('link', { name: /open the link/i })
      .first()
      .click();
    await page.getByRole('button', { name: /confirm/i }).click();
    await page
      .getByText(/(?:[A-Z2-7]{4} ?){8}/)
      .first()
      .waitFor();
  });

  test('[R-029] what somebody wrote is shown as text, never run', async () => {
    const { page } = watched;
    const person = { ...inventPerson('x', 'script'), displayName: '<img src=x onerror="document.title=1">' };
    await signUp(connect(url), person);
    await tokenFromMail(url, person.email, 'confirm');
    await page.goto(`${url}/outbox`);
    await page.locator(`text=${person.email}`).first().waitFor();
    expect(await page.title()).not.toBe('1');
    expect(await page.locator('img').count()).toBe(0);
  });
});
