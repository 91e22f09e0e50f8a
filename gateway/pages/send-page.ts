import { newNonce, pagePolicy, renderDocument } from './page-document.ts';
import type { FastifyReply } from 'fastify';

export interface Page {
  /** Plain text. */
  readonly title: string;
  /** HTML of the main element. */
  readonly main: string;
  readonly style: string;
  /** Module that runs in the page. */
  readonly script?: string;
}

/** Sends a page with a policy of its own (`pagePolicy`); no cache keeps it. */
export async function sendPage(reply: FastifyReply, page: Page): Promise<FastifyReply> {
  const nonce = newNonce();
  return reply
    .headers({ 'content-security-policy': pagePolicy(nonce), 'cache-control': 'no-store' })
    .type('text/html; charset=utf-8')
    .send(render(page, nonce));
}

function render({ title, main, style, script }: Page, nonce: string): string {
  const run =
    script === undefined
      ? ''
      : `<noscript><p>This page needs JavaScript.</p></noscript>\n<script type="module" nonce="${nonce}">\n${script}</script>\n`;
  return renderDocument({ title, style, body: `<main>\n${main}\n</main>\n${run}` }, nonce);
}
