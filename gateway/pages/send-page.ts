import { randomBytes } from 'node:crypto';
import { escapeHtml } from './html.ts';
import type { FastifyReply } from 'fastify';

const NONCE_BYTES = 16;

export interface Page {
  /** Plain text. */
  readonly title: string;
  /** HTML of the main element. */
  readonly main: string;
  readonly style: string;
  /** Module that runs in the page. */
  readonly script?: string;
}

/**
 * Sends a page that can do nothing but what it was made for.
 * Attack: text of somebody else that becomes a script in the page of somebody who trusts us. Rule: only the style and the script
 * that carry this answer's nonce apply, the page talks to its own origin alone, nothing can frame it, and no cache keeps it.
 */
export async function sendPage(reply: FastifyReply, page: Page): Promise<FastifyReply> {
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  return reply
    .headers({ 'content-security-policy': policy, 'cache-control': 'no-store' })
    .type('text/html; charset=utf-8')
    .send(render(page, nonce));
}

function render({ title, main, style, script }: Page, nonce: string): string {
  const run =
    script === undefined
      ? ''
      : `<noscript><p>This page needs JavaScript.</p></noscript>\n<script type="module" nonce="${nonce}">\n${script}</script>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} - LifeReady</title>
<style nonce="${nonce}">
${style}</style>
</head>
<body>
<main>
${main}
</main>
${run}</body>
</html>
`;
}
