/**
 * Characters of Windows-1252 beyond Latin-1, the encoding of the PDF standard fonts (ISO 32000-1 Annex D). Everything else has no
 * glyph in them.
 */
const BEYOND_LATIN_1 = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';

/** Stands for a character that the font cannot show. */
export const REPLACEMENT = '?';

export interface LatinText {
  readonly text: string;
  /** Whether something could not be shown as it is. */
  readonly lossy: boolean;
}

/**
 * Text as the standard fonts can show it: letters with marks the font lacks lose the mark (ṱ becomes t), what remains
 * becomes `?`. Said so in the document; the exact text is in instructions.md and index.json.
 */
export function toLatin(text: string): LatinText {
  let lossy = false;
  const shown = Array.from(text.normalize('NFC'), (character) => {
    if (isShown(character)) return character;
    lossy = true;
    const plain = Array.from(character.normalize('NFKD').replace(/\p{M}/gu, ''));
    return plain.length > 0 && plain.every(isShown) ? plain.join('') : REPLACEMENT;
  });
  return { text: shown.join(''), lossy };
}

function isShown(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff) || BEYOND_LATIN_1.includes(character);
}
