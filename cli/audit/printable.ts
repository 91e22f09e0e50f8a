/**
 * One line for a terminal. What is checked may be hostile, and its control and direction characters must not reach the terminal, where
 * they could hide a verdict.
 */
export function printable(line: string): string {
  return line.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
