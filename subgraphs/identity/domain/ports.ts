import type { AuditActor, AuditFact, AuditRecord } from '#platform/audit';
import type { AccessSubject, Assurance, Caller } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { FailureCount } from './lockout.ts';
import type { MailMessage, NewMail } from './mail.ts';
import type {
  Challenge,
  GrantInForce,
  NewRefreshToken,
  NewRegistration,
  NewRoleGrant,
  PageRequest,
  Principal,
  PrincipalView,
  RefreshToken,
  Registration,
  RevokeReason,
  RoleGrant,
  Scope,
  ServiceClient,
  Session,
  SessionOwner,
  TotpFactor,
} from './records.ts';
import type { StagedAccess, StagedAccessView } from './staged-access/records.ts';

/** What a use case says of its change, and what it hands back. */
export interface Change<Result> {
  readonly result: Result;
  readonly record: AuditRecord;
}

/** Who asked and through what, as the edge found out; never from input. */
export interface Call {
  readonly actor: AuditActor;
  readonly requestId: string;
  /** Name of the client application, from the gateway's signed request. */
  readonly clientId: string;
}

/** From a secret or an address that somebody holds to whose rows it is about. Nothing else comes back. */
export interface Lookups {
  human(email: string): Promise<Scope | undefined>;
  registration(emailTokenHash: Buffer): Promise<Scope | undefined>;
  enrolment(enrolmentTokenHash: Buffer): Promise<Scope | undefined>;
  challenge(id: string): Promise<Scope | undefined>;
  refreshToken(tokenHash: Buffer): Promise<Scope | undefined>;
  invitation(invitationHash: Buffer): Promise<Scope | undefined>;
  client(clientId: string): Promise<Scope | undefined>;
  /**
   * Made-up people who can still be signed in as, those of the oldest sandbox first.
   * @param before people of sandboxes that were made before this time
   * @param askerHash and those of this asker, whenever
   */
  openSandboxPeople(before: Date, askerHash: Buffer | null): Promise<OpenSandboxPerson[]>;
}

/** Somebody made for a sandbox. */
export interface OpenSandboxPerson extends Scope {
  readonly sandboxId: string;
}

export interface Accounts {
  addRegistration(registration: NewRegistration): Promise<void>;
  /** @returns the registration, `undefined` when the link was used, is too old or is not there */
  confirm(
    emailTokenHash: Buffer,
    enrolment: { tokenHash: Buffer; expiresAt: Date; secretSealed: string; now: Date },
  ): Promise<Registration | undefined>;
  /** Locked against a second completion. */
  registrationToComplete(enrolmentTokenHash: Buffer, now: Date): Promise<Registration | undefined>;
  /** Marks it done and forgets its secrets. */
  completeRegistration(scope: Scope, registrationId: string, now: Date): Promise<void>;
  hasTenant(tenantId: string): Promise<boolean>;
  addTenant(tenantId: string, kind: 'personal' | 'organisation', now: Date): Promise<void>;
  /** @returns false when another account has the address */
  addPrincipal(principal: Principal): Promise<boolean>;
  principal(scope: Scope): Promise<Principal | undefined>;
  addCredential(scope: Scope, passwordHash: string, now: Date): Promise<void>;
  passwordHash(scope: Scope): Promise<string | undefined>;
  replacePasswordHash(scope: Scope, passwordHash: string, now: Date): Promise<void>;
  replaceFactor(scope: Scope, secretSealed: string): Promise<void>;
  addFactor(scope: Scope, factor: TotpFactor, now: Date): Promise<void>;
  factor(scope: Scope): Promise<TotpFactor | undefined>;
  /** One conditional update. @returns false when this step or a later one was accepted before */
  acceptStep(scope: Scope, step: number): Promise<boolean>;
  /** Locks the count until the transaction ends; made when it is not there. */
  lockFailures(identifierHash: Buffer): Promise<FailureCount>;
  saveFailures(identifierHash: Buffer, count: FailureCount): Promise<void>;
  /** The principals of `ids` that the principal of the transaction may see. */
  visiblePrincipals(ids: readonly string[], now: Date): Promise<PrincipalView[]>;
}

export interface Sessions {
  addChallenge(challenge: Challenge): Promise<void>;
  lockChallenge(scope: Scope, id: string): Promise<Challenge | undefined>;
  saveChallenge(challenge: Challenge): Promise<void>;
  add(session: Session): Promise<void>;
  addRefreshToken(token: NewRefreshToken): Promise<void>;
  /** One conditional update. @returns the token, if this call is the one that used it */
  useRefreshToken(tokenHash: Buffer, now: Date): Promise<RefreshToken | undefined>;
  refreshToken(tokenHash: Buffer): Promise<RefreshToken | undefined>;
  find(scope: Scope, id: string): Promise<Session | undefined>;
  /** Records that it is alive. @returns the session, unless it has ended */
  touch(scope: Scope, id: string, change: { now: Date; authTime?: Date }): Promise<Session | undefined>;
  /** @returns false when there is no such session or it has ended already */
  revoke(scope: Scope, id: string, reason: RevokeReason, now: Date): Promise<boolean>;
  /** @returns how many of them lived */
  revokeAll(scope: Scope, reason: RevokeReason, now: Date): Promise<number>;
  /** Ends those that wait for an answer. */
  failChallenges(scope: Scope): Promise<void>;
  list(scope: Scope, page: PageRequest): Promise<Session[]>;
  owner(scope: Scope, id: string): Promise<SessionOwner | undefined>;
}

export interface Grants {
  /** @returns false when there is a live one for this person and role already */
  add(grant: NewRoleGrant): Promise<boolean>;
  /** Ends what has run out, so that the same may be offered again. */
  endExpired(scope: Scope, now: Date): Promise<void>;
  countLive(scope: Scope): Promise<number>;
  /** One conditional update. @returns the grant, if this call accepted it */
  accept(
    scope: Scope,
    offer: { invitationHash: Buffer; email: string; granteePrincipalId: string; now: Date },
  ): Promise<RoleGrant | undefined>;
  /** One conditional update. @returns the grant, if it was in one of `from` */
  move(
    scope: Scope,
    id: string,
    from: readonly RoleGrant['status'][],
    to: 'accepted' | 'suspended' | 'revoked',
  ): Promise<RoleGrant | undefined>;
  find(scope: Scope, id: string): Promise<RoleGrant | undefined>;
  listGranted(scope: Scope, page: PageRequest): Promise<RoleGrant[]>;
  /** Grants to the principal of the transaction. */
  listHeld(page: PageRequest): Promise<RoleGrant[]>;
  /** Grants to the principal of the transaction that work now, oldest first. */
  inForce(now: Date, limit: number): Promise<GrantInForce[]>;
  /** Keeps grants of the scope as they are until the transaction ends. */
  lock(scope: Scope, ids: readonly string[]): Promise<void>;
  /** Addresses of those who hold grants of the scope, by id of the grant. */
  addresses(scope: Scope, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Those of `ids` to which the principal of the transaction is a party. */
  ofParty(ids: readonly string[]): Promise<RoleGrant[]>;
}

export interface StagedAccesses {
  /** @returns false when the grant has a live one already */
  add(access: StagedAccess): Promise<boolean>;
  /** Locked until the transaction ends. */
  lock(scope: Scope, id: string): Promise<StagedAccessView | undefined>;
  /** Writes the next revision. @returns false when another one was written since this one was read */
  save(access: StagedAccess): Promise<boolean>;
  /**
   * Ends what runs on a grant that was suspended or revoked, and takes back the approvals of the one who held it.
   * @returns how many activations have ended
   */
  endOf(scope: Scope, grantId: string, to: 'arranged' | 'revoked', now: Date): Promise<number>;
  /** Those of `ids` to which the principal of the transaction is a party. */
  ofParty(ids: readonly string[]): Promise<StagedAccessView[]>;
  /** Arranged by the principal of the transaction. */
  listArranged(page: PageRequest): Promise<StagedAccessView[]>;
  /** On grants to the principal of the transaction. */
  listHeld(page: PageRequest): Promise<StagedAccessView[]>;
  /** Requested now, with the principal of the transaction as second approver who has not approved. */
  listToApprove(page: PageRequest, now: Date): Promise<StagedAccessView[]>;
}

export interface Clients {
  find(scope: Scope): Promise<ServiceClient | undefined>;
  add(client: ServiceClient, now: Date): Promise<void>;
}

export interface Sandboxes {
  /** @param sandbox which one, and a keyed hash of who asked for it */
  add(scope: Scope, sandbox: { readonly id: string; readonly askerHash: Buffer }, now: Date): Promise<void>;
  /** One conditional update. @returns false when this person was closed before, or belongs to no sandbox */
  close(scope: Scope, now: Date): Promise<boolean>;
}

export interface Outbox {
  add(mail: NewMail): Promise<void>;
  /** Across tenants, oldest first: those after `id`, or the latest ones. */
  after(
    id: string | undefined,
    limit: number,
  ): Promise<(Scope & { id: string; messageSealed: string; createdAt: Date })[]>;
}

/** Everything a transaction can touch. */
export interface Stores {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly grants: Grants;
  readonly stagedAccesses: StagedAccesses;
  readonly clients: Clients;
  readonly sandboxes: Sandboxes;
  readonly outbox: Outbox;
}

/** Transactions: reads, and changes that are recorded in the audit log before they are committed. */
export interface Work {
  readonly lookups: Lookups;
  /** A `null` scope sees no row of any tenant. */
  read<Result>(scope: Scope | null, work: (stores: Stores) => Promise<Result>): Promise<Result>;
  /** @throws AppError AUDIT_UNAVAILABLE; nothing has changed then */
  change<Result>(
    request: Scope & Pick<Call, 'actor' | 'requestId'>,
    work: (stores: Stores) => Promise<Change<Result>>,
  ): Promise<Result>;
  /** Records something that changed nothing. @throws AppError AUDIT_UNAVAILABLE */
  fact(call: Pick<Call, 'actor' | 'requestId'>, fact: AuditFact): Promise<void>;
}

export interface Passwords {
  /** @returns the encoded Argon2id hash @throws AppError RATE_LIMITED when too many wait */
  hash(password: string): Promise<string>;
  /** Does the same work when there is no hash, and says no. @throws AppError RATE_LIMITED when too many wait */
  verify(passwordHash: string | undefined, password: string): Promise<boolean>;
  /** Whether a hash is weaker than what new ones get. */
  isWeak(passwordHash: string): boolean;
}

export interface TotpCodes {
  newSecret(): Buffer;
  base32(secret: Buffer): string;
  uri(secret: Buffer, account: string): string;
  /** The latest step around `now` whose code this is. */
  matchingStep(secret: Buffer, code: string, now: Date): number | undefined;
}

export interface Secrets {
  /** A 256-bit token and what is stored of it. */
  newToken(): { readonly token: string; readonly hash: Buffer };
  hash(token: string): Buffer;
  /** Keyed, so that an address cannot be guessed from it. */
  identifierHash(email: string): Buffer;
  sealTotpSecret(scope: Scope, secret: Buffer): Promise<string>;
  openTotpSecret(scope: Scope, sealed: string): Promise<Buffer>;
  sealMail(scope: Scope, mailId: string, message: MailMessage): Promise<string>;
  openMail(scope: Scope, mailId: string, sealed: string): Promise<MailMessage>;
}

export interface SignedToken {
  readonly token: string;
  readonly expiresAt: Date;
}

export interface Tokens {
  access(subject: AccessSubject): Promise<SignedToken>;
  context(caller: Omit<Caller, 'tokenExpiresAt'>, lifeSeconds: number): Promise<SignedToken>;
}

/** What an access token said, after its signature was verified. */
export interface VerifiedAccess {
  readonly scope: Scope;
  readonly sessionId: string;
  readonly clientId: string;
  readonly acr: Assurance;
  readonly authTime: number;
  readonly expiresAt: number;
}

/** `session:<id>` or `principal:<id>`: what caches must forget. */
export type Revocation = `session:${string}` | `principal:${string}`;

/** Everything the use cases stand on. */
export interface IdentityDeps {
  readonly work: Work;
  readonly clock: Clock;
  readonly passwords: Passwords;
  readonly totp: TotpCodes;
  readonly secrets: Secrets;
  readonly tokens: Tokens;
  /** Never fails: a message that is lost costs the caches' own lifetime, no more. */
  readonly announce: (revocations: readonly Revocation[]) => Promise<void>;
  /** Base address of the pages that mailed links lead to, without a slash at the end. */
  readonly publicUrl: string;
}
