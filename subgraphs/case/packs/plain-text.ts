/** Everything that moves text about or hides it: controls but line feed and tab, and marks that change its direction. */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;

/** Text of a person as one line that looks like what it is. */
export function oneLine(text: string): string {
  return clean(text).replace(/\s+/gu, ' ').trim();
}

/** Text of a person as lines. */
export function lines(text: string): string[] {
  return clean(text)
    .split('\n')
    .map((line) => line.trimEnd());
}

function clean(text: string): string {
  return text.toWellFormed().normalize('NFC').replace(/\r\n?/gu, '\n').replace(UNPRINTABLE, '');
}
