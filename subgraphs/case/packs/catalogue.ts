import type { CaseType } from '../domain/case-types.ts';

/** The nominee's part, in this spelling everywhere. */
export const NOMINEE_TITLE = 'Executor nominee';

/** What somebody is called who acts for the principal by a grant. */
export const PROXY_TITLE = 'Proxy';

/** Stands on every text of a pack that a lawyer has not approved yet. */
export const REVIEW_MARK = 'Draft text, for review by counsel.';

const NO_APPOINTMENT =
  'Nobody named in this pack is appointed by it: they are not appointed by the Master of the High Court.';
const NO_CREDENTIALS = 'This pack does not release credentials of any kind.';
const NOT_ADVICE = 'It is not legal advice and not medical advice.';

export interface CaseKind {
  /** Heading of the pack. */
  readonly title: string;
  /** What it is for. */
  readonly purpose: string;
  /** What every pack of this kind says of itself. */
  readonly disclaimer: string;
  /** What whoever holds the pack is asked to do. */
  readonly instructions: readonly string[];
}

/** What clients, packs and links say about each kind of case; checked against the wording rules. */
export const CASE_KINDS: Readonly<Record<CaseType, CaseKind>> = {
  emergency_pack: {
    title: 'Emergency pack',
    purpose: 'Tells helpers in an emergency whom to call and which directives the person has prepared.',
    disclaimer: [
      'This pack was prepared by the person it is about, or on their behalf, for helpers in an emergency.',
      'It makes no statement about anybody’s health or capacity.',
      'A directive in it is not binding unless it was properly executed.',
      NO_APPOINTMENT,
      NO_CREDENTIALS,
      NOT_ADVICE,
      REVIEW_MARK,
    ].join(' '),
    instructions: [
      'In a medical emergency, call the emergency services first (112 from a mobile telephone in South Africa).',
      'Call the contacts in the order in which they are listed.',
      'Show the directives to the people who treat the person; they decide what applies.',
      'Check with the files in this bundle that nothing was changed: `lifeready audit verify` or any BagIt validator.',
      'Keep this pack to yourself and destroy it when it is no longer needed.',
    ],
  },
  death_readiness: {
    title: 'Death-readiness pack',
    purpose:
      'Gathers what an Executor nominee needs to find after a death: the will or the nomination, an asset map, and documents.',
    disclaimer: [
      `This pack was prepared for the ${NOMINEE_TITLE}, who is not appointed by the Master of the High Court.`,
      'A nomination in a will gives no authority over an estate: under section 13(1) of the Administration of Estates Act 66 of 1965',
      'nobody may liquidate or distribute the estate of a deceased person except under letters of executorship, or under an endorsement',
      'or a direction of the Master under that Act.',
      'It makes no statement about whether or when anybody died.',
      NO_APPOINTMENT,
      NO_CREDENTIALS,
      NOT_ADVICE,
      REVIEW_MARK,
    ].join(' '),
    instructions: [
      'Read the disclaimer. Until the Master of the High Court has granted letters of executorship, nothing in the estate may be dealt with under this pack.',
      'A deceased estate is reported to the Master within 14 days (form J294); the original will goes with the report.',
      'Use the document index to find the will or the nomination and the asset map.',
      'Keep the documents as they are; give copies to the Master and to advisers who ask for them.',
      'Check with the files in this bundle that nothing was changed: `lifeready audit verify` or any BagIt validator.',
    ],
  },
};

/** Ends every share link's and every shared pack's answer too. */
export function disclaimerOf(type: CaseType): string {
  return CASE_KINDS[type].disclaimer;
}
