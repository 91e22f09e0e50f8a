import { browserAssets } from './assets.ts';
import { explorerFile } from './browser-file.ts';

/** The page in the frame: the editor, and what connects it to the page around it. */
export function renderFrame(nonce: string): string {
  const [style, ...scripts] = browserAssets().map(({ url }) => url);
  const tags = scripts.map((url) => `<script nonce="${nonce}" src="${url}"></script>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="robots" content="noindex">
<title>Editor</title>
<link rel="stylesheet" nonce="${nonce}" href="${style ?? ''}">
<style nonce="${nonce}">html, body, #editor { height: 100%; margin: 0; }</style>
</head>
<body>
<div id="editor"></div>
<script nonce="${nonce}">__webpack_nonce__ = '${nonce}';</script>
${tags}
<script type="module" nonce="${nonce}">
${explorerFile('frame.js')}</script>
</body>
</html>
`;
}
