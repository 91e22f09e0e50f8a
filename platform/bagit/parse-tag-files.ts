import { pathProblem } from './bag-path.ts';
import type { BagProblem } from './problems.ts';
import { isInfoEntry } from './tag-files.ts';

/** Lines of one tag file: more than any bag within `defaultBagLimits` has. */
export const maxTagFileLines = 100_000;

/** Result of reading one tag file: what could be read, and everything that was wrong with it. */
export interface Parsed<T> {
  readonly value: T;
  readonly problems: BagProblem[];
}

/**
 * Reads a manifest (RFC 8493 sections 2.1.3 and 2.2.1) in the strict form that `formatManifest` writes: lower-case hex,
 * two spaces, a path that needs no encoding, LF after every line, every path once.
 * @param text content of the manifest
 * @param manifest its name, for the problems
 * @param hexLength digits of one hash: 64 for SHA-256, 128 for SHA-512
 * @returns the hash of every path
 */
export function parseManifest(text: string, manifest: string, hexLength: number): Parsed<Map<string, string>> {
  const value = new Map<string, string>();
  const problems: BagProblem[] = [];
  const report = (code: BagProblem['code'], detail: string): void => {
    problems.push({ code, path: manifest, detail });
  };
  const linePattern = new RegExp(`^([0-9a-f]{${String(hexLength)}}) {2}(.+)$`);
  for (const [index, line] of splitLines(text).entries()) {
    const match = linePattern.exec(line);
    const [, hash, path] = match ?? [];
    if (hash === undefined || path === undefined) {
      report('manifest.malformed_line', `line ${String(index + 1)} is not "<hash>  <path>"`);
      continue;
    }
    const problem = pathProblem(path);
    if (problem !== null)
      report('manifest.bad_path', `line ${String(index + 1)} names ${JSON.stringify(path)} (${problem})`);
    else if (value.has(path)) report('manifest.duplicate_line', `${path} is listed more than once`);
    else value.set(path, hash);
  }
  return { value, problems };
}

/**
 * Reads bag-info.txt in the strict form that `formatInfo` writes: `Label: value`, no folded lines, no label twice.
 * @returns value by label
 */
export function parseInfo(text: string, path: string): Parsed<Map<string, string>> {
  const value = new Map<string, string>();
  const problems: BagProblem[] = [];
  for (const [index, line] of splitLines(text).entries()) {
    const separator = line.indexOf(': ');
    const label = line.slice(0, Math.max(separator, 0));
    const content = line.slice(separator + 2);
    if (separator < 0 || !isInfoEntry(label, content)) {
      problems.push({
        code: 'baginfo.malformed_line',
        path,
        detail: `line ${String(index + 1)} is not "Label: value"`,
      });
    } else if (value.has(label)) {
      problems.push({ code: 'baginfo.duplicate_label', path, detail: `${label} stands more than once` });
    } else value.set(label, content);
  }
  return { value, problems };
}

/**
 * Lines without their LF. What no line pattern accepts, a line with NUL, stands for text that does not end in LF, and for
 * text of so many lines that listing what is wrong with each would fill the memory.
 */
function splitLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n', maxTagFileLines + 2);
  const last = lines.pop();
  if (lines.length > maxTagFileLines) return ['\0'];
  return last === '' ? lines : [...lines, `${last ?? ''}\0`];
}
