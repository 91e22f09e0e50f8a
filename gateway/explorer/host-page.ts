import { browserFile } from '../pages/browser-file.ts';
import { renderDocument } from '../pages/page-document.ts';
import { explorerFile } from './browser-file.ts';
import { EXAMPLES } from './examples.ts';

/** Parts of the page's script, in the order in which they build on each other. */
const SCRIPTS = ['one-time-code.js', 'synthetic-data.js', 'sandbox.js', 'panels.js', 'manifest-draft.js', 'host.js'];

const BODY = `<header>
<h1>LifeReady explorer</h1>
<div class="tools" role="group" aria-label="Who acts, and what to try">
<label for="persona">Persona</label>
<select id="persona"><option value="">Nobody (not signed in)</option></select>
<label for="own-token" id="own-token-label" hidden>Token</label>
<input id="own-token" type="password" autocomplete="off" spellcheck="false" hidden>
<label for="example">Example</label>
<select id="example"></select>
<button id="reset" type="button">New sandbox</button>
<button id="draft-add" type="button">Add to manifest draft</button>
</div>
<p id="status" role="status" aria-live="polite"></p>
</header>
<main>
<iframe id="editor" title="GraphQL editor" src="/explorer/frame" sandbox="allow-scripts"></iframe>
<aside aria-label="What is known" tabindex="0">
<section aria-labelledby="field-title">
<h2 id="field-title">Field at the cursor</h2>
<div id="field"><p class="quiet">Put the cursor on a field.</p></div>
</section>
<section aria-labelledby="draft-title">
<h2 id="draft-title">Manifest draft</h2>
<ul id="draft"></ul>
<p class="quiet" id="draft-empty">Nothing yet.</p>
<p id="draft-tools" hidden>
<label for="draft-format">Format</label>
<select id="draft-format"><option value="apollo">Apollo</option><option value="key-value">Key and value</option></select>
<button id="draft-download" type="button">Download</button>
</p>
</section>
<section aria-labelledby="keys-title">
<h2 id="keys-title">Keys</h2>
<dl class="keys">
<div><dt>Ctrl+Enter</dt><dd>run</dd></div>
<div><dt>Escape, then Tab</dt><dd>leave the editor</dd></div>
<div><dt>Ctrl+Space</dt><dd>what may stand here</dd></div>
</dl>
</section>
</aside>
</main>
<section class="report" aria-labelledby="report-title" tabindex="0">
<h2 id="report-title">Last request</h2>
<p class="quiet" id="report-empty">Nothing was run yet.</p>
<img id="report" alt="" hidden>
</section>`;

/** What the page's script starts with. */
export interface HostSettings {
  /** Ids of the registered documents that sign in and make data, by name. */
  readonly documents: Readonly<Record<string, string>>;
}

/** The page around the editor: who acts, what to try, and what is known of the field and of the last request. */
export function renderHost(nonce: string, settings: HostSettings): string {
  const scripts = `<script type="application/json" id="settings" nonce="${nonce}">${asJson({ ...settings, examples: EXAMPLES })}</script>
<script type="module" nonce="${nonce}">
${SCRIPTS.map(explorerFile).join('\n')}</script>
`;
  const style = `${browserFile('palette.css')}${explorerFile('host.css')}`;
  return renderDocument({ title: 'Explorer', style, body: `${BODY}\n${scripts}` }, nonce);
}

/** Attack: a text that ends the element it stands in. Rule: no `<` in it, which JSON can write otherwise. */
function asJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}
