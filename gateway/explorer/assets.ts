import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export interface BrowserAsset {
  /** Changes with the content, so that it may be cached for long. */
  readonly url: string;
  readonly type: string;
  readonly content: Buffer;
}

const require = createRequire(import.meta.url);

/** In the order in which the page needs them: the style, then React, then the explorer. */
const FILES = [
  { package: 'graphiql', file: 'graphiql.min.css', type: 'text/css; charset=utf-8' },
  { package: 'react', file: 'umd/react.production.min.js', type: 'text/javascript; charset=utf-8' },
  { package: 'react-dom', file: 'umd/react-dom.production.min.js', type: 'text/javascript; charset=utf-8' },
  { package: 'graphiql', file: 'graphiql.min.js', type: 'text/javascript; charset=utf-8' },
] as const;

let assets: readonly BrowserAsset[] | undefined;

/** The explorer's files, from the installed packages; read once. */
export function browserAssets(): readonly BrowserAsset[] {
  assets ??= FILES.map(({ package: name, file, type }) => {
    const folder = path.dirname(require.resolve(`${name}/package.json`));
    const content = readFileSync(path.join(folder, file));
    const version = createHash('sha256').update(content).digest('hex').slice(0, 12);
    return { url: `/explorer/${version}/${path.basename(file)}`, type, content };
  });
  return assets;
}
