import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { PrincipalMapper, RoleGrantMapper, StagedAccessMapper, SessionMapper } from '../mappers.ts';
import type { IdentityContext } from '../../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment in UTC, as RFC 3339 with milliseconds, such as `2026-11-22T08:30:00.000Z`. */
  DateTime: { input: string; output: Date | string; }
  _FieldSet: { input: string; output: string; }
};

/** The token of a mailed invitation. */
export type AcceptGrantInput = {
  /** Token from the message. */
  readonly token: Scalars['String']['input'];
};

/** What a grant allows. */
export type AccessLevel =
  /** Reading and adding within the granted tiers. */
  | 'LIMITED_WRITE'
  /** Everything of the granted tiers, without changes. */
  | 'READ_ONLY_ALL'
  /** Exported packs only. */
  | 'READ_ONLY_PACKS';

/** The role of an account. */
export type AccountRole =
  /** Reads the audit log of everybody; changes nothing. */
  | 'AUDITOR'
  /** Runs POPIA incidents of an organisation. */
  | 'INFORMATION_OFFICER'
  /** Runs the service; sees no content. */
  | 'OPERATOR'
  /** Administers an organisation's accounts; sees no data by role alone. */
  | 'PARTNER'
  /** Keeps documents and opens cases for themself. */
  | 'PRINCIPAL'
  /** Approves packs of others. */
  | 'REVIEWER';

/** First code of an enrolled factor. */
export type ActivateTotpInput = {
  /** Current code, six digits. */
  readonly code: Scalars['String']['input'];
  /** From confirmEmail. */
  readonly enrolmentToken: Scalars['String']['input'];
};

/** The factor is enrolled. */
export type ActivateTotpPayload = {
  readonly __typename?: 'ActivateTotpPayload';
  /** The account can sign in from now on. */
  readonly active: Scalars['Boolean']['output'];
};

/** What to approve. */
export type ApproveStagedAccessInput = {
  /** Number of the request that is approved; an approval is of no other. */
  readonly requestNumber: Scalars['Int']['input'];
  /** Identifier of the arrangement. */
  readonly stagedAccessId: Scalars['ID']['input'];
};

/** What to arrange. */
export type ArrangeStagedAccessInput = {
  /** Hours for which it stays active, 1 to 168. */
  readonly accessHours: Scalars['Int']['input'];
  /** The grant to widen: in force, of a proxy or an emergency contact. */
  readonly grantId: Scalars['ID']['input'];
  /** A grant in force of somebody else, a proxy or an emergency contact, who can end the wait together with the principal. */
  readonly secondApproverGrantId?: InputMaybe<Scalars['ID']['input']>;
  /** Tiers that become readable; never more than one's own. */
  readonly tiers: ReadonlyArray<Tier>;
  /** Days during which a request can be vetoed: 7, 14 or 30. */
  readonly waitDays: Scalars['Int']['input'];
};

/** The token of a mailed link. */
export type ConfirmEmailInput = {
  /** Token from the link. */
  readonly token: Scalars['String']['input'];
};

/** A second factor to enrol, shown once. */
export type ConfirmEmailPayload = {
  readonly __typename?: 'ConfirmEmailPayload';
  /** Send it back with the first code. */
  readonly enrolmentToken: Scalars['String']['output'];
  /** Until when it can be enrolled. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** The same as a URI, for a QR code. */
  readonly otpauthUri: Scalars['String']['output'];
  /** Shared secret in Base32 (RFC 4648), for authenticator apps. */
  readonly totpSecret: Scalars['String']['output'];
};

/** Which grant. */
export type GrantIdInput = {
  /** Identifier of the grant. */
  readonly grantId: Scalars['ID']['input'];
};

/** A role by grant. */
export type GrantRole =
  /** Is called in an emergency. */
  | 'EMERGENCY_CONTACT'
  /** Executor nominee: reads the exported death-readiness pack. Not appointed by the Master of the High Court. */
  | 'EXECUTOR_NOMINEE'
  /** Prepares on behalf of the principal. */
  | 'PROXY';

/** State of a grant. */
export type GrantStatus =
  /** In force. */
  | 'ACCEPTED'
  /** Offered, not accepted yet. */
  | 'INVITED'
  /** Ended for good. */
  | 'REVOKED'
  /** Paused by the principal. */
  | 'SUSPENDED';

/** A role to offer. */
export type InviteGrantInput = {
  /** What it allows. */
  readonly accessLevel: AccessLevel;
  /** Address of the invited person. */
  readonly email: Scalars['String']['input'];
  /** When it ends by itself. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Role to offer. */
  readonly role: GrantRole;
  /** Tiers it reaches; never more than one's own. */
  readonly tiers: ReadonlyArray<Tier>;
};

/** Credentials. */
export type LoginInput = {
  /** Name for the list of sessions, at most 64 characters. */
  readonly deviceName?: InputMaybe<Scalars['String']['input']>;
  /** E-mail address. */
  readonly email: Scalars['String']['input'];
  /** Password. */
  readonly password: Scalars['String']['input'];
};

/** A challenge instead of a token. */
export type LoginPayload = {
  readonly __typename?: 'LoginPayload';
  /** The challenge to answer with verifyMfa. */
  readonly challenge: MfaChallenge;
};

/** A second-factor challenge. Works once. */
export type MfaChallenge = {
  readonly __typename?: 'MfaChallenge';
  /** How many wrong answers it still bears. */
  readonly attemptsRemaining: Scalars['Int']['output'];
  /** Until when it can be answered. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** Kind of factor it asks for. */
  readonly method: MfaMethod;
};

/** Kinds of second factor. */
export type MfaMethod =
  /** Time-based one-time password (RFC 6238). */
  | 'TOTP';

/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Accepts an offered role with the token of the mailed invitation. */
  readonly acceptGrant: RoleGrantPayload;
  /** Begins a requested access after its wait, when nobody vetoed. */
  readonly activateStagedAccess: StagedAccessPayload;
  /** Enrols the offered second factor with a first code. Signing in is possible from then on. */
  readonly activateTotp: ActivateTotpPayload;
  /** Approves one request. It begins at once when both the principal and the second approver have approved. */
  readonly approveStagedAccess: StagedAccessPayload;
  /** Arranges that the holder of a grant may read more for a while, after a wait or two approvals. */
  readonly arrangeStagedAccess: StagedAccessPayload;
  /** Confirms the address with the token of the mailed link and offers a second factor to enrol. */
  readonly confirmEmail: ConfirmEmailPayload;
  /** Offers somebody a role by e-mail. They become, for example, executor nominee when they accept. */
  readonly inviteGrant: RoleGrantPayload;
  /** Checks the password and creates a challenge. Never gives a token. */
  readonly login: LoginPayload;
  /** Exchanges a refresh token for new tokens. Using one twice ends the session. */
  readonly refreshSession: SessionTokens;
  /** Asks for an arranged access. The principal is told by mail and can veto for as long as the wait lasts. */
  readonly requestStagedAccess: StagedAccessPayload;
  /** Lets a suspended role work again. */
  readonly resumeGrant: RoleGrantPayload;
  /** Revokes a granted role for good. */
  readonly revokeGrant: RoleGrantPayload;
  /** Ends a session of one's own; the current one when none is named. */
  readonly revokeSession: RevokeSessionPayload;
  /** Ends an arrangement for good, and at once what is active by it. */
  readonly revokeStagedAccess: StagedAccessPayload;
  /** Asks for an account. The answer is the same whether or not the address is known; the message tells. */
  readonly signUp: SignUpPayload;
  /** Asserts the second factor again, for operations that need a fresh one. */
  readonly stepUp: StepUpPayload;
  /** Suspends a granted role; it stops working at once. */
  readonly suspendGrant: RoleGrantPayload;
  /** Answers a challenge and begins a session. */
  readonly verifyMfa: SessionTokens;
  /** Refuses what was requested. Nothing can be requested again for 24 hours. */
  readonly vetoStagedAccess: StagedAccessPayload;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationAcceptGrantArgs = {
  input: AcceptGrantInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationActivateStagedAccessArgs = {
  input: StagedAccessIdInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationActivateTotpArgs = {
  input: ActivateTotpInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationApproveStagedAccessArgs = {
  input: ApproveStagedAccessInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationArrangeStagedAccessArgs = {
  input: ArrangeStagedAccessInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationConfirmEmailArgs = {
  input: ConfirmEmailInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationInviteGrantArgs = {
  input: InviteGrantInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationLoginArgs = {
  input: LoginInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationRefreshSessionArgs = {
  input: RefreshSessionInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationRequestStagedAccessArgs = {
  input: RequestStagedAccessInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationResumeGrantArgs = {
  input: GrantIdInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationRevokeGrantArgs = {
  input: GrantIdInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationRevokeSessionArgs = {
  input: RevokeSessionInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationRevokeStagedAccessArgs = {
  input: StagedAccessIdInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationSignUpArgs = {
  input: SignUpInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationStepUpArgs = {
  input: StepUpInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationSuspendGrantArgs = {
  input: GrantIdInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationVerifyMfaArgs = {
  input: VerifyMfaInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationVetoStagedAccessArgs = {
  input: StagedAccessIdInput;
};

/** Where a page ends. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Give it as `after` to get what follows; null on an empty page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether more follow. */
  readonly hasNextPage: Scalars['Boolean']['output'];
};

/** A person with an account. */
export type Principal = {
  readonly __typename?: 'Principal';
  /** When the account was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** How they want to be called. */
  readonly displayName: Scalars['String']['output'];
  /** Their address; null for everybody but themself. */
  readonly email?: Maybe<Scalars['String']['output']>;
  /** Roles they granted to others; empty for everybody but themself. */
  readonly grants: RoleGrantConnection;
  /** Roles others granted to them; empty for everybody but themself. */
  readonly heldGrants: RoleGrantConnection;
  /** Staged access that others arranged for them; empty for everybody but themself. */
  readonly heldStagedAccesses: StagedAccessConnection;
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** The role of their account. */
  readonly role: AccountRole;
  /** Their sessions, newest first; empty for everybody but themself. */
  readonly sessions: SessionConnection;
  /** Staged access they arranged; empty for everybody but themself. */
  readonly stagedAccesses: StagedAccessConnection;
  /** Requests that wait for their approval as second approver; empty for everybody but themself. */
  readonly stagedAccessesToApprove: StagedAccessConnection;
};


/** A person with an account. */
export type PrincipalGrantsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A person with an account. */
export type PrincipalHeldGrantsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A person with an account. */
export type PrincipalHeldStagedAccessesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A person with an account. */
export type PrincipalSessionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A person with an account. */
export type PrincipalStagedAccessesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A person with an account. */
export type PrincipalStagedAccessesToApproveArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Everything that can be asked. */
export type Query = {
  readonly __typename?: 'Query';
  /** The signed-in person. */
  readonly me: Principal;
  /** One arrangement of staged access, for its parties. */
  readonly stagedAccess?: Maybe<StagedAccess>;
};


/** Everything that can be asked. */
export type QueryStagedAccessArgs = {
  id: Scalars['ID']['input'];
};

/** A refresh token. */
export type RefreshSessionInput = {
  /** The latest refresh token of the session. */
  readonly refreshToken: Scalars['String']['input'];
};

/** What to ask for. */
export type RequestStagedAccessInput = {
  /** Why, for those who decide, at most 500 characters. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** Identifier of the arrangement. */
  readonly stagedAccessId: Scalars['ID']['input'];
};

/** Which session to end. */
export type RevokeSessionInput = {
  /** A session of one's own; the current one when absent. */
  readonly sessionId?: InputMaybe<Scalars['ID']['input']>;
};

/** The ended session. */
export type RevokeSessionPayload = {
  readonly __typename?: 'RevokeSessionPayload';
  /** Its identifier. */
  readonly sessionId: Scalars['ID']['output'];
};

/** A role that one person granted to another. */
export type RoleGrant = {
  readonly __typename?: 'RoleGrant';
  /** When it was accepted. */
  readonly acceptedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What it allows. */
  readonly accessLevel: AccessLevel;
  /** When it was offered. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it ends by itself. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who holds it; null until accepted. */
  readonly grantee?: Maybe<Principal>;
  /** Who granted it. */
  readonly granter?: Maybe<Principal>;
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** The role. */
  readonly role: GrantRole;
  /** Its state. */
  readonly status: GrantStatus;
  /** Tiers it reaches. */
  readonly tiers: ReadonlyArray<Tier>;
};

/** A page of grants. */
export type RoleGrantConnection = {
  readonly __typename?: 'RoleGrantConnection';
  /** The grants. */
  readonly nodes: ReadonlyArray<RoleGrant>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** A changed grant. */
export type RoleGrantPayload = {
  readonly __typename?: 'RoleGrantPayload';
  /** The grant. */
  readonly grant: RoleGrant;
};

/** A signed-in device. */
export type Session = {
  readonly __typename?: 'Session';
  /** Client through which it signed in. */
  readonly clientId: Scalars['String']['output'];
  /** When it began. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Whether it is the one asking. */
  readonly current: Scalars['Boolean']['output'];
  /** Name the device gave itself. */
  readonly deviceName?: Maybe<Scalars['String']['output']>;
  /** When it ends at the latest. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** When it was last renewed or asserted. */
  readonly lastSeenAt: Scalars['DateTime']['output'];
  /** When it was ended. */
  readonly revokedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** A page of sessions. */
export type SessionConnection = {
  readonly __typename?: 'SessionConnection';
  /** The sessions. */
  readonly nodes: ReadonlyArray<Session>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** Tokens of a session. */
export type SessionTokens = {
  readonly __typename?: 'SessionTokens';
  /** Bearer token for this endpoint. */
  readonly accessToken: Scalars['String']['output'];
  /** When the access token ends. */
  readonly accessTokenExpiresAt: Scalars['DateTime']['output'];
  /** For refreshSession; works once. */
  readonly refreshToken: Scalars['String']['output'];
  /** The session. */
  readonly sessionId: Scalars['ID']['output'];
};

/** What is needed for an account. */
export type SignUpInput = {
  /** How the person wants to be called, at most 120 characters. */
  readonly displayName: Scalars['String']['input'];
  /** E-mail address, at most 320 characters. */
  readonly email: Scalars['String']['input'];
  /** Password, 12 to 256 characters. */
  readonly password: Scalars['String']['input'];
};

/** The answer to every sign-up, known address or not. */
export type SignUpPayload = {
  readonly __typename?: 'SignUpPayload';
  /** Always true: a message is on its way. */
  readonly messageQueued: Scalars['Boolean']['output'];
};

/**
 * What a principal arranged for the holder of a grant: to read more for a while, after a wait or after two approvals. It changes
 * nothing, and nobody can have it by asking alone.
 */
export type StagedAccess = {
  readonly __typename?: 'StagedAccess';
  /** Hours for which it stays active, 1 to 168. */
  readonly accessHours: Scalars['Int']['output'];
  /** From when on it can be activated without approvals; null unless requested. */
  readonly activatableAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it ends by itself; null unless active. */
  readonly activeUntil?: Maybe<Scalars['DateTime']['output']>;
  /** When the principal approved the request. */
  readonly approvedByPrincipalAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the second approver approved the request. */
  readonly approvedBySecondAt?: Maybe<Scalars['DateTime']['output']>;
  /** Until when nothing can be requested, after a veto. */
  readonly cooldownUntil?: Maybe<Scalars['DateTime']['output']>;
  /** When it was arranged. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The grant that it widens; null for the second approver, who is no party to the grant. */
  readonly grant?: Maybe<RoleGrant>;
  /** Who may ask for it; shown to the second approver once they ask. */
  readonly grantee?: Maybe<Principal>;
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** Who arranged it. */
  readonly principal?: Maybe<Principal>;
  /** Why, in the words of who requested it. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** Number of the latest request, 0 before the first; an approval names it. */
  readonly requestNumber: Scalars['Int']['output'];
  /** When it was requested; null while nothing is. */
  readonly requestedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who can end the wait together with the principal; null when nobody can, and for the holder of the grant. */
  readonly secondApprover?: Maybe<Principal>;
  /** Its state. */
  readonly status: StagedAccessStatus;
  /** Tiers that become readable. */
  readonly tiers: ReadonlyArray<Tier>;
  /** Days after a request during which the principal can veto it: 7, 14 or 30. */
  readonly waitDays: Scalars['Int']['output'];
};

/** A page of staged access. */
export type StagedAccessConnection = {
  readonly __typename?: 'StagedAccessConnection';
  /** The arrangements. */
  readonly nodes: ReadonlyArray<StagedAccess>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** Which arrangement. */
export type StagedAccessIdInput = {
  /** Identifier of the arrangement. */
  readonly stagedAccessId: Scalars['ID']['input'];
};

/** A changed arrangement. */
export type StagedAccessPayload = {
  readonly __typename?: 'StagedAccessPayload';
  /** The arrangement. */
  readonly stagedAccess: StagedAccess;
};

/** State of staged access. */
export type StagedAccessStatus =
  /** In force until its end. */
  | 'ACTIVE'
  /** Can be requested. */
  | 'ARRANGED'
  /** Requested; waits for its time or for both approvals. */
  | 'REQUESTED'
  /** Ended for good. */
  | 'REVOKED';

/** A current code. */
export type StepUpInput = {
  /** Current code, six digits. */
  readonly code: Scalars['String']['input'];
};

/** A fresh assertion. */
export type StepUpPayload = {
  readonly __typename?: 'StepUpPayload';
  /** Access token that carries the fresh assertion. */
  readonly accessToken: Scalars['String']['output'];
  /** When it ends. */
  readonly accessTokenExpiresAt: Scalars['DateTime']['output'];
};

/** How sensitive something is. Tiers are an allowlist: a caller needs the very tier of an object. */
export type Tier =
  /** Identity, addresses, bank facts, relationships. */
  | 'AMBER'
  /** Operational facts. */
  | 'GREEN'
  /** Health, biometrics, secrets, medical evidence. */
  | 'RED';

/** Answer to a challenge. */
export type VerifyMfaInput = {
  /** From login. */
  readonly challengeId: Scalars['ID']['input'];
  /** Current code, six digits. */
  readonly code: Scalars['String']['input'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Principal: Principal;
  RoleGrant: RoleGrant;
  StagedAccess: StagedAccess;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Principal:
    ( { __typename: 'Principal' }
    & GraphQLRecursivePick<FederationTypes['Principal'], {"id":true}> );
  RoleGrant:
    ( { __typename: 'RoleGrant' }
    & GraphQLRecursivePick<FederationTypes['RoleGrant'], {"id":true}> );
  StagedAccess:
    ( { __typename: 'StagedAccess' }
    & GraphQLRecursivePick<FederationTypes['StagedAccess'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AcceptGrantInput: AcceptGrantInput;
  AccessLevel: AccessLevel;
  AccountRole: AccountRole;
  ActivateTotpInput: ActivateTotpInput;
  ActivateTotpPayload: ResolverTypeWrapper<ActivateTotpPayload>;
  ApproveStagedAccessInput: ApproveStagedAccessInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  ArrangeStagedAccessInput: ArrangeStagedAccessInput;
  ConfirmEmailInput: ConfirmEmailInput;
  ConfirmEmailPayload: ResolverTypeWrapper<ConfirmEmailPayload>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  GrantIdInput: GrantIdInput;
  GrantRole: GrantRole;
  GrantStatus: GrantStatus;
  InviteGrantInput: InviteGrantInput;
  LoginInput: LoginInput;
  LoginPayload: ResolverTypeWrapper<LoginPayload>;
  MfaChallenge: ResolverTypeWrapper<MfaChallenge>;
  MfaMethod: MfaMethod;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Principal: ResolverTypeWrapper<PrincipalMapper>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RefreshSessionInput: RefreshSessionInput;
  RequestStagedAccessInput: RequestStagedAccessInput;
  RevokeSessionInput: RevokeSessionInput;
  RevokeSessionPayload: ResolverTypeWrapper<RevokeSessionPayload>;
  RoleGrant: ResolverTypeWrapper<RoleGrantMapper>;
  RoleGrantConnection: ResolverTypeWrapper<Omit<RoleGrantConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversTypes['RoleGrant']> }>;
  RoleGrantPayload: ResolverTypeWrapper<Omit<RoleGrantPayload, 'grant'> & { grant: ResolversTypes['RoleGrant'] }>;
  Session: ResolverTypeWrapper<SessionMapper>;
  SessionConnection: ResolverTypeWrapper<Omit<SessionConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversTypes['Session']> }>;
  SessionTokens: ResolverTypeWrapper<SessionTokens>;
  SignUpInput: SignUpInput;
  SignUpPayload: ResolverTypeWrapper<SignUpPayload>;
  StagedAccess: ResolverTypeWrapper<StagedAccessMapper>;
  StagedAccessConnection: ResolverTypeWrapper<Omit<StagedAccessConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversTypes['StagedAccess']> }>;
  StagedAccessIdInput: StagedAccessIdInput;
  StagedAccessPayload: ResolverTypeWrapper<Omit<StagedAccessPayload, 'stagedAccess'> & { stagedAccess: ResolversTypes['StagedAccess'] }>;
  StagedAccessStatus: StagedAccessStatus;
  StepUpInput: StepUpInput;
  StepUpPayload: ResolverTypeWrapper<StepUpPayload>;
  Tier: Tier;
  VerifyMfaInput: VerifyMfaInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AcceptGrantInput: AcceptGrantInput;
  ActivateTotpInput: ActivateTotpInput;
  ActivateTotpPayload: ActivateTotpPayload;
  ApproveStagedAccessInput: ApproveStagedAccessInput;
  ID: Scalars['ID']['output'];
  ArrangeStagedAccessInput: ArrangeStagedAccessInput;
  ConfirmEmailInput: ConfirmEmailInput;
  ConfirmEmailPayload: ConfirmEmailPayload;
  DateTime: Scalars['DateTime']['output'];
  GrantIdInput: GrantIdInput;
  InviteGrantInput: InviteGrantInput;
  LoginInput: LoginInput;
  LoginPayload: LoginPayload;
  MfaChallenge: MfaChallenge;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Principal: PrincipalMapper;
  Query: Record<PropertyKey, never>;
  RefreshSessionInput: RefreshSessionInput;
  RequestStagedAccessInput: RequestStagedAccessInput;
  RevokeSessionInput: RevokeSessionInput;
  RevokeSessionPayload: RevokeSessionPayload;
  RoleGrant: RoleGrantMapper;
  RoleGrantConnection: Omit<RoleGrantConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversParentTypes['RoleGrant']> };
  RoleGrantPayload: Omit<RoleGrantPayload, 'grant'> & { grant: ResolversParentTypes['RoleGrant'] };
  Session: SessionMapper;
  SessionConnection: Omit<SessionConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversParentTypes['Session']> };
  SessionTokens: SessionTokens;
  SignUpInput: SignUpInput;
  SignUpPayload: SignUpPayload;
  StagedAccess: StagedAccessMapper;
  StagedAccessConnection: Omit<StagedAccessConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversParentTypes['StagedAccess']> };
  StagedAccessIdInput: StagedAccessIdInput;
  StagedAccessPayload: Omit<StagedAccessPayload, 'stagedAccess'> & { stagedAccess: ResolversParentTypes['StagedAccess'] };
  StepUpInput: StepUpInput;
  StepUpPayload: StepUpPayload;
  VerifyMfaInput: VerifyMfaInput;
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
};

export type AccessDirectiveArgs = {
  audit?: Maybe<Scalars['String']['input']>;
  grantLevel?: Maybe<Scalars['String']['input']>;
  grants?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
  loosens?: Maybe<Scalars['Boolean']['input']>;
  owner?: Maybe<Scalars['String']['input']>;
  public?: Maybe<Scalars['Boolean']['input']>;
  reason?: Maybe<Scalars['String']['input']>;
  roles?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
  scopes?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
  stepUpSeconds?: Maybe<Scalars['Int']['input']>;
  tiers?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type AccessDirectiveResolver<Result, Parent, ContextType = IdentityContext, Args = AccessDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ActivateTotpPayloadResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['ActivateTotpPayload'] = ResolversParentTypes['ActivateTotpPayload']> = {
  active?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ConfirmEmailPayloadResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['ConfirmEmailPayload'] = ResolversParentTypes['ConfirmEmailPayload']> = {
  enrolmentToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  otpauthUri?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  totpSecret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type LoginPayloadResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['LoginPayload'] = ResolversParentTypes['LoginPayload']> = {
  challenge?: Resolver<ResolversTypes['MfaChallenge'], ParentType, ContextType>;
};

export type MfaChallengeResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['MfaChallenge'] = ResolversParentTypes['MfaChallenge']> = {
  attemptsRemaining?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  method?: Resolver<ResolversTypes['MfaMethod'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  acceptGrant?: Resolver<ResolversTypes['RoleGrantPayload'], ParentType, ContextType, RequireFields<MutationAcceptGrantArgs, 'input'>>;
  activateStagedAccess?: Resolver<ResolversTypes['StagedAccessPayload'], ParentType, ContextType, RequireFields<MutationActivateStagedAccessArgs, 'input'>>;
  activateTotp?: Resolver<ResolversTypes['ActivateTotpPayload'], ParentType, ContextType, RequireFields<MutationActivateTotpArgs, 'input'>>;
  approveStagedAccess?: Resolver<ResolversTypes['StagedAccessPayload'], ParentType, ContextType, RequireFields<MutationApproveStagedAccessArgs, 'input'>>;
  arrangeStagedAccess?: Resolver<ResolversTypes['StagedAccessPayload'], ParentType, ContextType, RequireFields<MutationArrangeStagedAccessArgs, 'input'>>;
  confirmEmail?: Resolver<ResolversTypes['ConfirmEmailPayload'], ParentType, ContextType, RequireFields<MutationConfirmEmailArgs, 'input'>>;
  inviteGrant?: Resolver<ResolversTypes['RoleGrantPayload'], ParentType, ContextType, RequireFields<MutationInviteGrantArgs, 'input'>>;
  login?: Resolver<ResolversTypes['LoginPayload'], ParentType, ContextType, RequireFields<MutationLoginArgs, 'input'>>;
  refreshSession?: Resolver<ResolversTypes['SessionTokens'], ParentType, ContextType, RequireFields<MutationRefreshSessionArgs, 'input'>>;
  requestStagedAccess?: Resolver<ResolversTypes['StagedAccessPayload'], ParentType, ContextType, RequireFields<MutationRequestStagedAccessArgs, 'input'>>;
  resumeGrant?: Resolver<ResolversTypes['RoleGrantPayload'], ParentType, ContextType, RequireFields<MutationResumeGrantArgs, 'input'>>;
  revokeGrant?: Resolver<ResolversTypes['RoleGrantPayload'], ParentType, ContextType, RequireFields<MutationRevokeGrantArgs, 'input'>>;
  revokeSession?: Resolver<ResolversTypes['RevokeSessionPayload'], ParentType, ContextType, RequireFields<MutationRevokeSessionArgs, 'input'>>;
  revokeStagedAccess?: Resolver<ResolversTypes['StagedAccessPayload'], ParentType, ContextType, RequireFields<MutationRevokeStagedAccessArgs, 'input'>>;
  signUp?: Resolver<ResolversTypes['SignUpPayload'], ParentType, ContextType, RequireFields<MutationSignUpArgs, 'input'>>;
  stepUp?: Resolver<ResolversTypes['StepUpPayload'], ParentType, ContextType, RequireFields<MutationStepUpArgs, 'input'>>;
  suspendGrant?: Resolver<ResolversTypes['RoleGrantPayload'], ParentType, ContextType, RequireFields<MutationSuspendGrantArgs, 'input'>>;
  verifyMfa?: Resolver<ResolversTypes['SessionTokens'], ParentType, ContextType, RequireFields<MutationVerifyMfaArgs, 'input'>>;
  vetoStagedAccess?: Resolver<ResolversTypes['StagedAccessPayload'], ParentType, ContextType, RequireFields<MutationVetoStagedAccessArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PrincipalResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['Principal'] = ResolversParentTypes['Principal'], FederationReferenceType extends FederationReferenceTypes['Principal'] = FederationReferenceTypes['Principal']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Principal']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  grants?: Resolver<ResolversTypes['RoleGrantConnection'], ParentType, ContextType, RequireFields<PrincipalGrantsArgs, 'first'>>;
  heldGrants?: Resolver<ResolversTypes['RoleGrantConnection'], ParentType, ContextType, RequireFields<PrincipalHeldGrantsArgs, 'first'>>;
  heldStagedAccesses?: Resolver<ResolversTypes['StagedAccessConnection'], ParentType, ContextType, RequireFields<PrincipalHeldStagedAccessesArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['AccountRole'], ParentType, ContextType>;
  sessions?: Resolver<ResolversTypes['SessionConnection'], ParentType, ContextType, RequireFields<PrincipalSessionsArgs, 'first'>>;
  stagedAccesses?: Resolver<ResolversTypes['StagedAccessConnection'], ParentType, ContextType, RequireFields<PrincipalStagedAccessesArgs, 'first'>>;
  stagedAccessesToApprove?: Resolver<ResolversTypes['StagedAccessConnection'], ParentType, ContextType, RequireFields<PrincipalStagedAccessesToApproveArgs, 'first'>>;
};

export type QueryResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  me?: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  stagedAccess?: Resolver<Maybe<ResolversTypes['StagedAccess']>, ParentType, ContextType, RequireFields<QueryStagedAccessArgs, 'id'>>;
};

export type RevokeSessionPayloadResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['RevokeSessionPayload'] = ResolversParentTypes['RevokeSessionPayload']> = {
  sessionId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type RoleGrantResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['RoleGrant'] = ResolversParentTypes['RoleGrant'], FederationReferenceType extends FederationReferenceTypes['RoleGrant'] = FederationReferenceTypes['RoleGrant']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['RoleGrant']> | FederationReferenceType, FederationReferenceType, ContextType>;
  acceptedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  accessLevel?: Resolver<ResolversTypes['AccessLevel'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  grantee?: Resolver<Maybe<ResolversTypes['Principal']>, ParentType, ContextType>;
  granter?: Resolver<Maybe<ResolversTypes['Principal']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['GrantRole'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['GrantStatus'], ParentType, ContextType>;
  tiers?: Resolver<ReadonlyArray<ResolversTypes['Tier']>, ParentType, ContextType>;
};

export type RoleGrantConnectionResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['RoleGrantConnection'] = ResolversParentTypes['RoleGrantConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['RoleGrant']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RoleGrantPayloadResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['RoleGrantPayload'] = ResolversParentTypes['RoleGrantPayload']> = {
  grant?: Resolver<ResolversTypes['RoleGrant'], ParentType, ContextType>;
};

export type SessionResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  clientId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  current?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  deviceName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastSeenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type SessionConnectionResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['SessionConnection'] = ResolversParentTypes['SessionConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Session']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type SessionTokensResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['SessionTokens'] = ResolversParentTypes['SessionTokens']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  accessTokenExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sessionId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type SignUpPayloadResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['SignUpPayload'] = ResolversParentTypes['SignUpPayload']> = {
  messageQueued?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type StagedAccessResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['StagedAccess'] = ResolversParentTypes['StagedAccess'], FederationReferenceType extends FederationReferenceTypes['StagedAccess'] = FederationReferenceTypes['StagedAccess']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['StagedAccess']> | FederationReferenceType, FederationReferenceType, ContextType>;
  accessHours?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  activatableAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  activeUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  approvedByPrincipalAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  approvedBySecondAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  cooldownUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  grant?: Resolver<Maybe<ResolversTypes['RoleGrant']>, ParentType, ContextType>;
  grantee?: Resolver<Maybe<ResolversTypes['Principal']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  principal?: Resolver<Maybe<ResolversTypes['Principal']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestNumber?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  requestedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  secondApprover?: Resolver<Maybe<ResolversTypes['Principal']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['StagedAccessStatus'], ParentType, ContextType>;
  tiers?: Resolver<ReadonlyArray<ResolversTypes['Tier']>, ParentType, ContextType>;
  waitDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type StagedAccessConnectionResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['StagedAccessConnection'] = ResolversParentTypes['StagedAccessConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['StagedAccess']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type StagedAccessPayloadResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['StagedAccessPayload'] = ResolversParentTypes['StagedAccessPayload']> = {
  stagedAccess?: Resolver<ResolversTypes['StagedAccess'], ParentType, ContextType>;
};

export type StepUpPayloadResolvers<ContextType = IdentityContext, ParentType extends ResolversParentTypes['StepUpPayload'] = ResolversParentTypes['StepUpPayload']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  accessTokenExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type Resolvers<ContextType = IdentityContext> = {
  ActivateTotpPayload?: ActivateTotpPayloadResolvers<ContextType>;
  ConfirmEmailPayload?: ConfirmEmailPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  LoginPayload?: LoginPayloadResolvers<ContextType>;
  MfaChallenge?: MfaChallengeResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Principal?: PrincipalResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RevokeSessionPayload?: RevokeSessionPayloadResolvers<ContextType>;
  RoleGrant?: RoleGrantResolvers<ContextType>;
  RoleGrantConnection?: RoleGrantConnectionResolvers<ContextType>;
  RoleGrantPayload?: RoleGrantPayloadResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SessionConnection?: SessionConnectionResolvers<ContextType>;
  SessionTokens?: SessionTokensResolvers<ContextType>;
  SignUpPayload?: SignUpPayloadResolvers<ContextType>;
  StagedAccess?: StagedAccessResolvers<ContextType>;
  StagedAccessConnection?: StagedAccessConnectionResolvers<ContextType>;
  StagedAccessPayload?: StagedAccessPayloadResolvers<ContextType>;
  StepUpPayload?: StepUpPayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = IdentityContext> = {
  access?: AccessDirectiveResolver<any, any, ContextType>;
};
