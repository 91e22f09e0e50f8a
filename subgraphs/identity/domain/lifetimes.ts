/** How long a mailed confirmation link works. */
export const EMAIL_TOKEN_SECONDS = 15 * 60;
/** How long the second factor can be enrolled after the address was confirmed. */
export const ENROLMENT_SECONDS = 15 * 60;
/** How long a challenge can be answered. */
export const CHALLENGE_SECONDS = 5 * 60;
/** Wrong answers that end a challenge. */
export const CHALLENGE_ATTEMPTS = 5;
/** A session ends at the latest after this time, however often it is renewed (ASVS 10.4.8). */
export const SESSION_ABSOLUTE_SECONDS = 30 * 24 * 3600;
/** A session that is not renewed for this long has ended. */
export const SESSION_IDLE_SECONDS = 7 * 24 * 3600;
/** Life of an access token; also of the session behind a service account's token, which is not renewed. */
export const ACCESS_TOKEN_SECONDS = 300;
/** Life of a context token; a revocation is felt sooner, because the gateway keeps one for 5 s at most. */
export const CONTEXT_TOKEN_SECONDS = 60;
/** How long an invitation can be accepted. */
export const INVITATION_SECONDS = 7 * 24 * 3600;
/** Live grants one person may give: a context token has room for no more. */
export const LIVE_GRANTS_MAX = 40;
/** Live grants one person may hold; the rest of the room in their token is for what is staged. */
export const HELD_GRANTS_MAX = 30;

/** A moment after another. */
export function secondsAfter(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}
