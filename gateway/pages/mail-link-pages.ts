import { ownDocumentId } from '../documents/own-document.ts';
import { browserFile, pageStyle } from './browser-file.ts';
import { sendPage } from './send-page.ts';
import type { FastifyInstance } from 'fastify';
import type { DocumentStore } from '../documents/document-store.ts';

const BRAND = '<p class="brand">LifeReady</p>';
const STATUS = '<p id="status" role="status" aria-live="polite"></p>';

/**
 * Where mailed links and share links lead. Opening a page does nothing: mail scanners open links too, so what a link is for
 * happens when a person presses the button. The token is read by the page itself and sent in a body; it is in no log.
 * @throws Error when one of the documents that the pages run is not registered
 */
export function registerMailLinkPages(server: FastifyInstance, documents: DocumentStore): void {
  const id = (operation: string): string => ownDocumentId(documents, operation);
  const pages = [
    {
      url: '/confirm',
      title: 'Confirm your address',
      script: 'confirm.js',
      main: confirmPage(id('ConfirmEmail'), id('ActivateTotp')),
    },
    { url: '/invitation', title: 'An invitation', script: 'invitation.js', main: invitationPage() },
    { url: '/share', title: 'Emergency information', script: 'share.js', main: sharePage(id('OpenShareLink')) },
  ];
  const style = pageStyle();
  const shared = browserFile('shared.js');
  for (const { url, title, script, main } of pages) {
    const own = browserFile(script);
    server.get(url, (_request, reply) => sendPage(reply, { title, main, style, script: `${shared}\n${own}` }));
  }
}

function confirmPage(confirmDocument: string, activateDocument: string): string {
  return `${BRAND}
<div data-confirm-document="${confirmDocument}" data-activate-document="${activateDocument}">
<section id="start">
<h1>Confirm your address</h1>
<p>Press the button if you asked for a LifeReady account with this address. If you did not, close this page; nothing happens.</p>
<button id="confirm" type="button">Confirm my address</button>
</section>
<section id="enrol" hidden>
<h1 tabindex="-1">Your address is confirmed</h1>
<p>One step is left. Besides your password, LifeReady asks for a code from an authenticator app, so that nobody can sign in with
your password alone.</p>
<h2>1. Add LifeReady to your authenticator app</h2>
<p>On this device, <a id="otpauth" href="#">open your authenticator app</a>. On another device, enter this key there:</p>
<p class="card secret" id="secret"></p>
<p class="quiet">The key is shown once. Do not send it to anybody.</p>
<h2>2. Enter the code that the app shows</h2>
<label for="code">Six digits</label>
<input id="code" inputmode="numeric" autocomplete="one-time-code" maxlength="7">
<p><button id="activate" type="button">Finish</button></p>
</section>
<section id="done" hidden>
<h1 tabindex="-1">All done</h1>
<p>Your account is ready. You can sign in now, and close this page.</p>
</section>
${STATUS}
</div>`;
}

function invitationPage(): string {
  return `${BRAND}
<h1>You are invited</h1>
<p>Somebody would like you to take a role on LifeReady, for example to be called in an emergency. You decide; nothing happens until
you accept.</p>
${STATUS}
<section id="invitation" hidden>
<h2>To accept</h2>
<p>Sign in to LifeReady with the address that the message was sent to, or make an account with it. Then choose to accept an
invitation, and enter this:</p>
<p class="card secret" id="token"></p>
</section>
<p class="quiet">If you do not know what this is about, close this page.</p>`;
}

function sharePage(openDocument: string): string {
  return `${BRAND}
<div data-open-document="${openDocument}">
<section id="start">
<h1>Emergency information</h1>
<p>Somebody prepared this for a moment like this one: whom to call, and their documents.</p>
<p>The person who shared it can see that it was opened.</p>
<button id="open" type="button">Open</button>
</section>
${STATUS}
<section id="opened" hidden>
<h1 tabindex="-1">People to call</h1>
<ul class="people" id="people"></ul>
<h2>Documents</h2>
<p><a class="button" id="download" href="#">Download the documents</a></p>
<p class="quiet">The download works once, until <span id="until"></span>. Open the link again if you need it again.</p>
<p class="quiet" id="disclaimer"></p>
</section>
</div>`;
}
