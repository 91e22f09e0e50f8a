import { z } from 'zod';
import { pageStyle } from './browser-file.ts';
import { escapeHtml } from './html.ts';
import { sendPage } from './send-page.ts';
import type { FastifyInstance } from 'fastify';
import type { ServiceClient } from '#platform/http';

const mail = z.object({
  id: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  link: z.string().nullish(),
  createdAt: z.iso.datetime(),
});
const outbox = z.object({ mails: z.array(mail) });
const query = z.object({ format: z.enum(['html', 'json']).default('html') });

type Mail = z.output<typeof mail>;

/**
 * `GET /outbox`: the mail that would have been sent, newest first; `?format=json` for tools. In development only: whoever reads
 * the mail of others can confirm their addresses.
 */
export function registerOutboxPage(server: FastifyInstance, identity: ServiceClient): void {
  const style = pageStyle();
  server.get('/outbox', async (request, reply) => {
    const { format } = query.catch({ format: 'html' }).parse(request.query);
    const answer = await identity.callJson({ method: 'GET', path: '/internal/outbox', requestId: request.id });
    const mails = outbox
      .parse(answer)
      .mails.sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id));
    if (format === 'json') return reply.header('cache-control', 'no-store').send({ mails });
    return sendPage(reply, { title: 'Outgoing mail', main: renderMails(mails), style });
  });
}

function renderMails(mails: readonly Mail[]): string {
  const list = mails.map(renderMail).join('\n');
  return `<p class="brand">LifeReady, development</p>
<h1>Outgoing mail</h1>
<p>${mails.length === 0 ? 'No mail was sent yet.' : 'Newest first. Nothing leaves this machine.'} <a href="/outbox">Look again</a></p>
${list}`;
}

function renderMail({ to, subject, text, link, createdAt }: Mail): string {
  const action = isOwnLink(link) ? `<p><a class="button" href="${escapeHtml(link)}">Open the link</a></p>` : '';
  return `<article class="card">
<h2>${escapeHtml(subject)}</h2>
<p class="quiet">To ${escapeHtml(to)}, <time datetime="${escapeHtml(createdAt)}">${escapeHtml(createdAt)}</time></p>
<pre>${escapeHtml(text)}</pre>
${action}
</article>`;
}

/** Attack: a `javascript:` address. Rule: only web addresses become links. */
function isOwnLink(link: string | null | undefined): link is string {
  return typeof link === 'string' && URL.canParse(link) && /^https?:$/.test(new URL(link).protocol);
}
