import path from 'node:path';
import { tmpdir } from 'node:os';
import { chromium as playwright } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

/** The package unpacks the libraries that a bare machine lacks (NSS, NSPR) only where it thinks it runs in this environment. */
const UNPACK_LIBRARIES = { AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };

/**
 * Arguments that the package adds for those environments. In a single process, closing a page ends the browser; and what keeps origins
 * apart is what tests of it are about.
 */
const UNWANTED = [
  '--single-process',
  '--disable-web-security',
  '--disable-site-isolation-trials',
  '--allow-running-insecure-content',
  '--disable-features=',
];

/** A page that remembers what should not happen. */
export interface WatchedPage {
  readonly page: Page;
  /** Addresses outside of `origin` that the page asked for. */
  readonly outside: string[];
  /** Errors of scripts and of the content security policy. */
  readonly errors: string[];
}

/** Chromium out of the npm package: nothing to download, nothing to install. */
export async function launchBrowser(): Promise<Browser> {
  Object.assign(process.env, UNPACK_LIBRARIES);
  const { default: chromium } = await import('@sparticuz/chromium');
  const executablePath = await chromium.executablePath();
  const libraries = path.join(tmpdir(), 'al2023', 'lib');
  return playwright.launch({
    executablePath,
    args: chromium.args.filter((argument) => !UNWANTED.some((start) => argument.startsWith(start))),
    env: { LD_LIBRARY_PATH: libraries, HOME: tmpdir() },
  });
}

export async function openPage(browser: Browser, origin: string): Promise<WatchedPage> {
  const page = await browser.newPage();
  const outside: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:') && !url.startsWith('blob:')) outside.push(url);
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico')) errors.push(message.text());
  });
  return { page, outside, errors };
}
