export const PASSWORD_MIN_CHARACTERS = 12;
export const PASSWORD_MAX_CHARACTERS = 256;

/** A part of the address shorter than this appears in many good passwords by chance. */
const LOCAL_PART_MIN_CHARACTERS = 4;
const DISTINCT_CHARACTERS_MIN = 5;

/**
 * What most guessed passwords are made of. One of these with digits and marks around it is not a password; a long phrase
 * that has one in it may be.
 */
const COMMON_CORES: ReadonlySet<string> = new Set(
  `password passwordpassword passw letmein letmeinplease welcome welcomewelcome iloveyou iloveyouforever administrator
  qwerty qwertyuiop qwertyqwerty qwertyuiopasdf azertyuiop asdfghjkl zxcvbnm monkey dragon football baseball sunshine
  princess superman trustno changeme changemenow abcdefghijkl abcdefghijklmnop abcabcabcabc lifeready secret
  secretpassword default master shadow michael jennifer liverpool arsenal chelsea springboks bafanabafana southafrica`.split(
    /\s+/,
  ),
);

const LOOKALIKES: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  8: 'b',
  $: 's',
  '@': 'a',
  '!': 'i',
};

/**
 * What is wrong with a password; empty when nothing is. Sentences never repeat any of it. Length is counted in characters
 * as people see code points; nothing is trimmed or changed (ASVS 6.2.6, 6.2.8).
 */
export function passwordProblems(password: string, email: string): string[] {
  const problems: string[] = [];
  const characters = Array.from(password);
  if (characters.length < PASSWORD_MIN_CHARACTERS)
    problems.push(`must have at least ${PASSWORD_MIN_CHARACTERS} characters`);
  if (characters.length > PASSWORD_MAX_CHARACTERS)
    problems.push(`must have at most ${PASSWORD_MAX_CHARACTERS} characters`);
  if (containsLocalPart(password, email)) problems.push('must not contain your address');
  if (isEasyToGuess(characters)) problems.push('is too easy to guess');
  return problems;
}

function containsLocalPart(password: string, email: string): boolean {
  const localPart = email.slice(0, email.lastIndexOf('@')).toLowerCase();
  return localPart.length >= LOCAL_PART_MIN_CHARACTERS && password.toLowerCase().includes(localPart);
}

function isEasyToGuess(characters: readonly string[]): boolean {
  if (new Set(characters).size < DISTINCT_CHARACTERS_MIN || isSequence(characters)) return true;
  const lower = characters.join('').toLowerCase();
  return [lower, withoutEnds(lower)].some((text) =>
    [text, asLetters(text)].some((word) => COMMON_CORES.has(onlyLetters(word))),
  );
}

/** `abcdefghijkl`, `210987654321`: each character follows from the one before. */
function isSequence(characters: readonly string[]): boolean {
  const steps = characters
    .slice(1)
    .map((character, index) => (character.codePointAt(0) ?? 0) - (characters[index]?.codePointAt(0) ?? 0));
  return steps.filter((step) => Math.abs(step) <= 1).length >= steps.length - 1;
}

function asLetters(text: string): string {
  return text.replaceAll(/[0134578$@!]/g, (character) => LOOKALIKES[character] ?? character);
}

function onlyLetters(text: string): string {
  return text.replaceAll(/[^a-z]/g, '');
}

/** Without the digits and marks that people put before and after a word. */
function withoutEnds(text: string): string {
  return text.replaceAll(/^[^a-z]+|[^a-z]+$/g, '');
}
