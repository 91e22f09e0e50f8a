/** How often a root field may be asked for. */
export interface RootFieldLimit {
  readonly perMinute: number;
  /** Refused rather than counted by one replica alone when what replicas share cannot be reached. */
  readonly failClosed: boolean;
}

const guarded = (perMinute: number): RootFieldLimit => ({ perMinute, failClosed: true });
const counted = (perMinute: number): RootFieldLimit => ({ perMinute, failClosed: false });

/**
 * By the field of the root type, not by the name that a client gives its operation, and an alias is one more. Everything with
 * which somebody tries a password, a code, a token or an address is here, and what writes files.
 */
export const ROOT_FIELD_LIMITS: Readonly<Record<string, RootFieldLimit>> = {
  'Mutation.signUp': guarded(3),
  'Mutation.confirmEmail': guarded(5),
  'Mutation.activateTotp': guarded(5),
  'Mutation.login': guarded(5),
  'Mutation.verifyMfa': guarded(5),
  'Mutation.stepUp': guarded(5),
  // The way back in of somebody else: the one thing here that is like recovery.
  'Mutation.requestStagedAccess': guarded(5),
  'Mutation.openShareLink': guarded(10),
  'Mutation.exportPack': guarded(10),
  'Mutation.requestPackDownload': guarded(10),
  // Nobody guesses 256 random bits, and everybody who is signed in needs it: without Redis it is counted here.
  'Mutation.refreshSession': counted(30),
  'Mutation.acceptGrant': counted(10),
};
