/**
 * Claims that no text of ours may make: of an appointment, of legal advice, of a verified incapacity or death, of
 * guaranteed acceptance, of released secrets. A phrase that is negated in its sentence is allowed: "is not legal advice".
 */
const FORBIDDEN: readonly { readonly phrase: RegExp; readonly why: string }[] = [
  // "Executor nominee", "nominated as executor", "letters of executorship" and slot names are not the label.
  { phrase: /\bexecutors?\b(?! nominees?\b|_)/giu, why: 'executor as a role' },
  { phrase: /\bappointed executors?\b/giu, why: 'a claim of appointment' },
  { phrase: /\bauthori[sz]ed to act\b/giu, why: 'a claim of authority' },
  { phrase: /\bexecutor rights\b/giu, why: 'a claim of authority' },
  { phrase: /\blegally (?:valid|binding)\b/giu, why: 'a claim of validity' },
  { phrase: /\bcourt[- ]approved\b/giu, why: 'a claim of approval' },
  { phrase: /\bguarantee[ds]?\b/giu, why: 'a claim of acceptance' },
  { phrase: /\blegal advice\b/giu, why: 'legal advice' },
  { phrase: /\bmedical advice\b/giu, why: 'medical advice' },
  { phrase: /\bwe advise\b/giu, why: 'legal advice' },
  { phrase: /\bcompliant with popia\b/giu, why: 'a promise of compliance' },
  {
    phrase: /\b(?:incapacity|death) (?:is |was |been )?(?:verified|confirmed|determined)\b/giu,
    why: 'a verified incapacity or death',
  },
  { phrase: /\b(?:verified|confirmed|determined) (?:incapacity|death)\b/giu, why: 'a verified incapacity or death' },
  { phrase: /\bmentally unfit\b/giu, why: 'a medical statement' },
  { phrase: /\b(?:seed phrases?|passwords?|pins?\b|credentials?)\b/giu, why: 'credentials' },
];

/** Uses of the bare word that say the opposite of the role: the nomination, and that nobody is appointed. */
const NOMINATED = /\bnominated (?:as )?executors?,? \(?not (?:yet )?appointed\b/giu;
const NEGATION = /\b(?:not|never|no|nobody|nothing|without|neither|nor)\b/iu;

export interface WordingFinding {
  readonly why: string;
  readonly sentence: string;
}

/** What a text claims that it must not. */
export function wordingFindings(text: string): WordingFinding[] {
  return sentences(text).flatMap((sentence) => {
    const judged = sentence.replace(NOMINATED, 'nominated');
    return FORBIDDEN.filter(({ phrase }) =>
      [...judged.matchAll(phrase)].some(({ index }) => !isNegated(judged, index)),
    ).map(({ why }) => ({ why, sentence }));
  });
}

/** A negation before the phrase, in the same sentence. */
function isNegated(sentence: string, at: number): boolean {
  return NEGATION.test(sentence.slice(0, at));
}

function sentences(text: string): string[] {
  return text.split(/(?<=[.!?:;])\s+|\n/u).filter((sentence) => sentence.trim() !== '');
}
