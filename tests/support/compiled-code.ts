/**
 * What a program needs to find the compiled form of its code (`tests/run/compile-programs.ts`), for a test that gives it an
 * environment of its own. Nothing when a test file is run by itself: it then starts more slowly, and does the same.
 */
export function compiledCode(): Record<string, string> {
  const folder = process.env['NODE_COMPILE_CACHE'];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}
