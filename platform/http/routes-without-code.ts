import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** What Fastify's router makes from text, and the same as a closure over what it has in that place. */
interface Replacement {
  readonly file: RegExp;
  readonly text: RegExp;
  readonly closure: string;
}

const REPLACEMENTS: readonly Replacement[] = [
  {
    file: /\/find-my-way\/lib\/node\.js$/,
    text: /new Function\('path', 'i', .*\)(?= \/\/)/,
    closure: '((path, i) => path.startsWith(prefix, i))',
  },
  {
    file: /\/find-my-way\/lib\/handler-storage\.js$/,
    text: /new Function\('NullObject', .*\)\(NullObject\)(?= +\/\/)/,
    closure:
      '((...values) => params.reduce((found, name, at) => { found[name] = at < 4 ? values[at] : values[4][at - 4]; return found }, new NullObject()))',
  },
  {
    file: /\/find-my-way\/lib\/handler-storage\.js$/,
    text: /new Function\('derivedConstraints', .*\)(?= \/\/)/,
    closure: "(() => { throw new Error('routes with constraints need code that is made from text') })",
  },
];

/**
 * Attack: text that somebody sent becomes code, by a mistake of ours or of a package. Rule: a process that is started with
 * `--disallow-code-generation-from-strings` makes no code from any text.
 *
 * Fastify's router (find-my-way) writes three small functions of its routes as text, which such a process refuses before it serves
 * anything. Where that is so, and only there, the three places get closures that do the same, while the router is loaded. A version of the
 * router that has other places ends the start.
 */
function replaceCodeOfRouter(): void {
  registerHooks({
    load: (url, context, next) => {
      const wanted = REPLACEMENTS.filter(({ file }) => file.test(url));
      if (wanted.length === 0) return next(url, context);
      const source = wanted.reduce(
        (text, replacement) => replaced(text, replacement, url),
        readFileSync(fileURLToPath(url), 'utf8'),
      );
      return { format: 'commonjs', source, shortCircuit: true };
    },
  });
}

function replaced(source: string, { text, closure }: Replacement, url: string): string {
  if (!text.test(source))
    throw new Error(`another version of the router, which makes code from text elsewhere: ${url}`);
  return source.replace(text, () => closure);
}

function mayMakeCode(): boolean {
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- whether this works is the question
    return typeof Function('') === 'function';
  } catch {
    return false;
  }
}

if (!mayMakeCode()) replaceCodeOfRouter();
