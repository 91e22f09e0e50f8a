import { randomBytes } from 'node:crypto';
import { browserAssets } from './assets.ts';
import { START_QUERY } from './start-query.ts';
import type { FastifyInstance } from 'fastify';

const NONCE_BYTES = 16;
const ONE_DAY_SECONDS = 86_400;

/**
 * `GET /explorer`: GraphiQL from our own origin, for developers. Everything it needs comes with the package; nothing is fetched
 * from elsewhere, which the policy of the page enforces. Headers, hence tokens, are not kept in the browser's storage.
 */
export function registerExplorer(server: FastifyInstance): void {
  for (const { url, type, content } of browserAssets()) {
    server.get(url, (_request, reply) =>
      reply.header('cache-control', `public, max-age=${ONE_DAY_SECONDS}, immutable`).type(type).send(content),
    );
  }
  const [style, ...scripts] = browserAssets().map(({ url }) => url);
  server.get('/explorer', (_request, reply) => {
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    return reply
      .headers({ 'content-security-policy': policy(nonce), 'cache-control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(render(nonce, style ?? '', scripts));
  });
}

/** The editor sets styles on elements while it runs, so styles cannot be held to the nonce; scripts are. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function render(nonce: string, style: string, scripts: readonly string[]): string {
  const tags = scripts.map((url) => `<script nonce="${nonce}" src="${url}"></script>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Explorer - LifeReady</title>
<link rel="stylesheet" href="${style}">
<style>html, body, #explorer { height: 100%; margin: 0; }</style>
</head>
<body>
<div id="explorer"></div>
${tags}
<script nonce="${nonce}">
const fetcher = async (parameters, { headers: given } = {}) => {
  // A bearer without a token is the template of the headers, not a caller.
  const headers = Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => !/^bearer *$/i.test(value)));
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(parameters),
    credentials: 'omit',
  });
  return response.json();
};
ReactDOM.createRoot(document.getElementById('explorer')).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: ${JSON.stringify(START_QUERY)},
    defaultHeaders: ${JSON.stringify('{\n  "authorization": "Bearer "\n}')},
    defaultEditorToolsVisibility: 'headers',
    shouldPersistHeaders: false,
    showPersistHeadersSettings: false,
  }),
);
</script>
</body>
</html>
`;
}
