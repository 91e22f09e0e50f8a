import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { CaseContext } from '../../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
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

/** A document for a slot. */
export type AttachEvidenceInput = {
  /** The case. */
  readonly caseId: Scalars['ID']['input'];
  /** A document of the case's owner with available bytes. */
  readonly documentId: Scalars['ID']['input'];
  /** The slot, such as `will`, `executor_nomination`, `asset_map`, `asset_document_1`, `contact_document_1`, `directive_1`. */
  readonly slot: Scalars['String']['input'];
};

/** Something prepared for a bad day. */
export type Case = {
  readonly __typename?: 'Case';
  /** Who is called in an emergency; empty for other kinds. */
  readonly contacts: ReadonlyArray<Contact>;
  /** When it was opened. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Its slots, required and filled ones. */
  readonly evidence: ReadonlyArray<EvidenceSlot>;
  /** The person nominated as executor, not appointed; null for other kinds. */
  readonly executorNominee?: Maybe<Person>;
  /** The grant under which the executor nominee reads the exported pack. */
  readonly executorNomineeGrant?: Maybe<RoleGrant>;
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** Names of what still keeps it from being ready; alternatives are separated by `|`. */
  readonly missing: ReadonlyArray<Scalars['String']['output']>;
  /** Notes of the owner. */
  readonly notes?: Maybe<Scalars['String']['output']>;
  /** Exported packs, newest first; for a proxy those whose documents are all of granted tiers, until the case is revoked. */
  readonly packs: PackConnection;
  /** Whose it is. */
  readonly principal: Principal;
  /** Share links, newest first; none for a proxy. */
  readonly shareLinks: ShareLinkConnection;
  /** Its state. */
  readonly status: CaseStatus;
  /** How its state changed, newest first. */
  readonly transitions: CaseTransitionConnection;
  /** Its kind. */
  readonly type: CaseType;
};


/** Something prepared for a bad day. */
export type CasePacksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Something prepared for a bad day. */
export type CaseShareLinksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Something prepared for a bad day. */
export type CaseTransitionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of cases. */
export type CaseConnection = {
  readonly __typename?: 'CaseConnection';
  /** The cases. */
  readonly nodes: ReadonlyArray<Case>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** Which case. */
export type CaseIdInput = {
  /** Identifier of the case. */
  readonly caseId: Scalars['ID']['input'];
};

/** A changed case. */
export type CasePayload = {
  readonly __typename?: 'CasePayload';
  /** The case. */
  readonly case: Case;
};

/** State of a case. */
export type CaseStatus =
  /** A share link was opened. */
  | 'ACCESSED'
  /** The executor nominee fetched the pack. */
  | 'ACCESSED_BY_NOMINEE'
  /** Being prepared. */
  | 'DRAFT'
  /** The share link ended by itself. */
  | 'EXPIRED'
  /** A pack was exported. */
  | 'EXPORTED'
  /** A share link is out. */
  | 'LINK_ISSUED'
  /** Complete; can be exported. */
  | 'READY'
  /** Withdrawn for good. */
  | 'REVOKED';

/** One change of state. */
export type CaseTransition = {
  readonly __typename?: 'CaseTransition';
  /** When. */
  readonly at: Scalars['DateTime']['output'];
  /** State before; null for the opening. */
  readonly from?: Maybe<CaseStatus>;
  /** Reason given. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** State after. */
  readonly to: CaseStatus;
};

/** A page of transitions. */
export type CaseTransitionConnection = {
  readonly __typename?: 'CaseTransitionConnection';
  /** The transitions. */
  readonly nodes: ReadonlyArray<CaseTransition>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** Kinds of case. */
export type CaseType =
  /** What an executor nominee needs after a death. */
  | 'DEATH_READINESS'
  /** What helpers need in an emergency. */
  | 'EMERGENCY_PACK';

/** What a kind of case needs. */
export type CaseTypeDescription = {
  readonly __typename?: 'CaseTypeDescription';
  /** What every pack of this kind says of itself. */
  readonly disclaimer: Scalars['String']['output'];
  /** What it is for. */
  readonly purpose: Scalars['String']['output'];
  /** Slots that must be filled; alternatives are separated by `|`. */
  readonly requiredSlots: ReadonlyArray<Scalars['String']['output']>;
  /** The kind. */
  readonly type: CaseType;
};

/** Somebody to call. */
export type Contact = {
  readonly __typename?: 'Contact';
  /** Name. */
  readonly name: Scalars['String']['output'];
  /** Telephone number in E.164 form. */
  readonly phoneE164: Scalars['String']['output'];
  /** What they are to the principal. */
  readonly relationship: Scalars['String']['output'];
};

/** Somebody to call. */
export type ContactInput = {
  /** Name, at most 120 characters. */
  readonly name: Scalars['String']['input'];
  /** Telephone number in E.164 form, at most 20 characters. */
  readonly phoneE164: Scalars['String']['input'];
  /** What they are to the principal, at most 80 characters. */
  readonly relationship: Scalars['String']['input'];
};

/** A slot to empty. */
export type DetachEvidenceInput = {
  /** The case. */
  readonly caseId: Scalars['ID']['input'];
  /** The slot. */
  readonly slot: Scalars['String']['input'];
};

/** A document. Its versions are immutable; its bytes are encrypted at rest. */
export type Document = {
  readonly __typename?: 'Document';
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
};

/** A place for one document in a case. */
export type EvidenceSlot = {
  readonly __typename?: 'EvidenceSlot';
  /** When it was filled. */
  readonly addedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The attached document; null while empty. Whoever sees the slot is given its `id`; of everything else, whoever may not see the document gets null. */
  readonly document?: Maybe<Document>;
  /** Its name, such as `will` or `directive_1`. */
  readonly name: Scalars['String']['output'];
  /** Whether the case needs it. */
  readonly required: Scalars['Boolean']['output'];
};

/** An exported pack and where to get it. */
export type ExportPackPayload = {
  readonly __typename?: 'ExportPackPayload';
  /** The case, now exported. */
  readonly case: Case;
  /** One-time address on this host: one GET with the bearer token. */
  readonly downloadUrl: Scalars['String']['output'];
  /** Until when it works. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** The pack. */
  readonly pack: Pack;
};

/** A link to issue. */
export type IssueShareLinkInput = {
  /** An exported emergency pack. */
  readonly caseId: Scalars['ID']['input'];
  /** How long it works, 1 to 168 hours. */
  readonly ttlHours?: InputMaybe<Scalars['Int']['input']>;
};

/** A new share link. */
export type IssueShareLinkPayload = {
  readonly __typename?: 'IssueShareLinkPayload';
  /** The link. */
  readonly shareLink: ShareLink;
  /** The address to pass on; shown once. */
  readonly url: Scalars['String']['output'];
};

/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Attaches a document of the case's owner to a slot; replaces what was there. */
  readonly attachEvidence: CasePayload;
  /** Empties a slot. */
  readonly detachEvidence: CasePayload;
  /** Builds, signs and stores the pack of a ready case: documents, summary, manifest and audit excerpt in one bundle. */
  readonly exportPack: ExportPackPayload;
  /** Issues a link under which an emergency pack can be opened without an account. The address is shown once. */
  readonly issueShareLink: IssueShareLinkPayload;
  /** Marks a case as ready. Refused, with the names of what is missing, while it is incomplete. */
  readonly markCaseReady: CasePayload;
  /** Opens a death-readiness case for an executor nominee. */
  readonly openDeathReadiness: CasePayload;
  /** Opens an emergency pack. */
  readonly openEmergencyPack: CasePayload;
  /** Opens a share link. Whoever has the address may; each opening is recorded. */
  readonly openShareLink: OpenShareLinkPayload;
  /** Answers with a one-time address to GET a pack from, for its owner, their proxy, or the executor nominee it is shared with. */
  readonly requestPackDownload: PackDownloadPayload;
  /** Revokes a case for good: nobody it was shared with sees its packs any more. */
  readonly revokeCase: CasePayload;
  /** Revokes a share link; it stops working at once. */
  readonly revokeShareLink: CasePayload;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationAttachEvidenceArgs = {
  input: AttachEvidenceInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationDetachEvidenceArgs = {
  input: DetachEvidenceInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationExportPackArgs = {
  input: CaseIdInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationIssueShareLinkArgs = {
  input: IssueShareLinkInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationMarkCaseReadyArgs = {
  input: CaseIdInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationOpenDeathReadinessArgs = {
  input: OpenDeathReadinessInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationOpenEmergencyPackArgs = {
  input: OpenEmergencyPackInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationOpenShareLinkArgs = {
  input: OpenShareLinkInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationRequestPackDownloadArgs = {
  input: PackIdInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationRevokeCaseArgs = {
  input: RevokeCaseInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationRevokeShareLinkArgs = {
  input: ShareLinkIdInput;
};

/** A death-readiness case to open. */
export type OpenDeathReadinessInput = {
  /** The grant, of role executor nominee, under which the exported pack may be read. Only the principal may name it. */
  readonly executorNomineeGrantId?: InputMaybe<Scalars['ID']['input']>;
  /** The person, from the people of the new case's owner, nominated as executor, not appointed. */
  readonly executorNomineePersonId: Scalars['ID']['input'];
  /** Notes, at most 4000 characters. */
  readonly notes?: InputMaybe<Scalars['String']['input']>;
  /** Principal for whom a proxy acts; oneself when absent. */
  readonly onBehalfOf?: InputMaybe<Scalars['ID']['input']>;
};

/** An emergency pack to open. */
export type OpenEmergencyPackInput = {
  /** 1 to 10 people to call. */
  readonly contacts: ReadonlyArray<ContactInput>;
  /** Directives, 0 to 50 documents of the new case's owner; more can be attached later. */
  readonly directiveDocumentIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Notes, at most 4000 characters. */
  readonly notes?: InputMaybe<Scalars['String']['input']>;
  /** Principal for whom a proxy acts; oneself when absent. */
  readonly onBehalfOf?: InputMaybe<Scalars['ID']['input']>;
};

/** The token of a share link. */
export type OpenShareLinkInput = {
  /** Token from the address. */
  readonly token: Scalars['String']['input'];
};

/** What a share link shows. */
export type OpenShareLinkPayload = {
  readonly __typename?: 'OpenShareLinkPayload';
  /** People to call. */
  readonly contacts: ReadonlyArray<SharedContact>;
  /** What it does not do. */
  readonly disclaimer: Scalars['String']['output'];
  /** Until when that address works. */
  readonly downloadExpiresAt: Scalars['DateTime']['output'];
  /** One-time address of the pack on this host; needs no account. */
  readonly downloadUrl: Scalars['String']['output'];
  /** Until when the link works. */
  readonly expiresAt: Scalars['DateTime']['output'];
};

/** An exported pack. */
export type Pack = {
  readonly __typename?: 'Pack';
  /** Size of the bundle in bytes. */
  readonly byteSize: Scalars['Int']['output'];
  /** When it was exported. */
  readonly exportedAt: Scalars['DateTime']['output'];
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** SHA-256 of the bundle, lower-case hex. */
  readonly sha256: Scalars['String']['output'];
  /** SHA-256 of its tag manifest: what was signed and recorded. */
  readonly tagmanifestSha256: Scalars['String']['output'];
};

/** A page of packs. */
export type PackConnection = {
  readonly __typename?: 'PackConnection';
  /** The packs. */
  readonly nodes: ReadonlyArray<Pack>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** Where to get a pack. */
export type PackDownloadPayload = {
  readonly __typename?: 'PackDownloadPayload';
  /** Size of the bundle in bytes. */
  readonly byteSize: Scalars['Int']['output'];
  /** One-time address on this host: one GET with the bearer token. */
  readonly downloadUrl: Scalars['String']['output'];
  /** Until when it works. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** SHA-256 of the bundle, lower-case hex. */
  readonly sha256: Scalars['String']['output'];
};

/** Which pack. */
export type PackIdInput = {
  /** Identifier of the pack. */
  readonly packId: Scalars['ID']['input'];
};

/** Where a page ends. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Give it as `after` to get what follows; null on an empty page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether more follow. */
  readonly hasNextPage: Scalars['Boolean']['output'];
};

/** A person in somebody's life. */
export type Person = {
  readonly __typename?: 'Person';
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
};

/** A person with an account. */
export type Principal = {
  readonly __typename?: 'Principal';
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
};

/** Everything that can be asked. */
export type Query = {
  readonly __typename?: 'Query';
  /** One case; null when there is none that the caller may see. */
  readonly case?: Maybe<Case>;
  /** The kinds of case, with what each needs. A public catalogue for clients. */
  readonly caseTypes: ReadonlyArray<CaseTypeDescription>;
  /** One's cases, or those of somebody who granted access to the tier amber, newest first. */
  readonly cases: CaseConnection;
  /**
   * Exported packs that others shared with the caller, newest first: with an executor nominee those of the case that names their
   * grant, with a proxy those whose documents are all of granted tiers.
   */
  readonly packsSharedWithMe: SharedPackConnection;
};


/** Everything that can be asked. */
export type QueryCaseArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be asked. */
export type QueryCasesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  onBehalfOf?: InputMaybe<Scalars['ID']['input']>;
};


/** Everything that can be asked. */
export type QueryPacksSharedWithMeArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Which case to revoke. */
export type RevokeCaseInput = {
  /** Identifier of the case. */
  readonly caseId: Scalars['ID']['input'];
  /** Why, at most 500 characters. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
};

/** A role that one person granted to another. */
export type RoleGrant = {
  readonly __typename?: 'RoleGrant';
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
};

/** A link under which an emergency pack can be opened. */
export type ShareLink = {
  readonly __typename?: 'ShareLink';
  /** When it was issued. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it ends. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** How often it was opened. */
  readonly openedCount: Scalars['Int']['output'];
  /** When it was revoked. */
  readonly revokedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** A page of share links. */
export type ShareLinkConnection = {
  readonly __typename?: 'ShareLinkConnection';
  /** The links. */
  readonly nodes: ReadonlyArray<ShareLink>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** Which link. */
export type ShareLinkIdInput = {
  /** Identifier of the link. */
  readonly shareLinkId: Scalars['ID']['input'];
};

/** Somebody to call, as a share link shows it. */
export type SharedContact = {
  readonly __typename?: 'SharedContact';
  /** Name. */
  readonly name: Scalars['String']['output'];
  /** Telephone number in E.164 form. */
  readonly phoneE164: Scalars['String']['output'];
  /** What they are to the principal. */
  readonly relationship: Scalars['String']['output'];
};

/** An exported pack as a proxy or the executor nominee sees it: nothing of the vault, nothing before the export. */
export type SharedPack = {
  readonly __typename?: 'SharedPack';
  /** Size of the bundle in bytes. */
  readonly byteSize: Scalars['Int']['output'];
  /** Kind of the case behind it. */
  readonly caseType: CaseType;
  /** What it does not do. */
  readonly disclaimer: Scalars['String']['output'];
  /** When it was exported. */
  readonly exportedAt: Scalars['DateTime']['output'];
  /** Identifier of the pack. */
  readonly id: Scalars['ID']['output'];
  /** The caller's part in it: `Executor nominee`, or `Proxy`. */
  readonly nomineeTitle: Scalars['String']['output'];
  /** Who shared it. */
  readonly sharedBy: Principal;
};

/** A page of shared packs. */
export type SharedPackConnection = {
  readonly __typename?: 'SharedPackConnection';
  /** The packs. */
  readonly nodes: ReadonlyArray<SharedPack>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
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
  Case: Case;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Case:
    ( { __typename: 'Case' }
    & GraphQLRecursivePick<FederationTypes['Case'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AttachEvidenceInput: AttachEvidenceInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Case: ResolverTypeWrapper<Case>;
  CaseConnection: ResolverTypeWrapper<CaseConnection>;
  CaseIdInput: CaseIdInput;
  CasePayload: ResolverTypeWrapper<CasePayload>;
  CaseStatus: CaseStatus;
  CaseTransition: ResolverTypeWrapper<CaseTransition>;
  CaseTransitionConnection: ResolverTypeWrapper<CaseTransitionConnection>;
  CaseType: CaseType;
  CaseTypeDescription: ResolverTypeWrapper<CaseTypeDescription>;
  Contact: ResolverTypeWrapper<Contact>;
  ContactInput: ContactInput;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DetachEvidenceInput: DetachEvidenceInput;
  Document: ResolverTypeWrapper<Document>;
  EvidenceSlot: ResolverTypeWrapper<EvidenceSlot>;
  ExportPackPayload: ResolverTypeWrapper<ExportPackPayload>;
  IssueShareLinkInput: IssueShareLinkInput;
  IssueShareLinkPayload: ResolverTypeWrapper<IssueShareLinkPayload>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  OpenDeathReadinessInput: OpenDeathReadinessInput;
  OpenEmergencyPackInput: OpenEmergencyPackInput;
  OpenShareLinkInput: OpenShareLinkInput;
  OpenShareLinkPayload: ResolverTypeWrapper<OpenShareLinkPayload>;
  Pack: ResolverTypeWrapper<Pack>;
  PackConnection: ResolverTypeWrapper<PackConnection>;
  PackDownloadPayload: ResolverTypeWrapper<PackDownloadPayload>;
  PackIdInput: PackIdInput;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Person: ResolverTypeWrapper<Person>;
  Principal: ResolverTypeWrapper<Principal>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RevokeCaseInput: RevokeCaseInput;
  RoleGrant: ResolverTypeWrapper<RoleGrant>;
  ShareLink: ResolverTypeWrapper<ShareLink>;
  ShareLinkConnection: ResolverTypeWrapper<ShareLinkConnection>;
  ShareLinkIdInput: ShareLinkIdInput;
  SharedContact: ResolverTypeWrapper<SharedContact>;
  SharedPack: ResolverTypeWrapper<SharedPack>;
  SharedPackConnection: ResolverTypeWrapper<SharedPackConnection>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AttachEvidenceInput: AttachEvidenceInput;
  ID: Scalars['ID']['output'];
  Case: Case | FederationReferenceTypes['Case'];
  CaseConnection: CaseConnection;
  CaseIdInput: CaseIdInput;
  CasePayload: CasePayload;
  CaseTransition: CaseTransition;
  CaseTransitionConnection: CaseTransitionConnection;
  CaseTypeDescription: CaseTypeDescription;
  Contact: Contact;
  ContactInput: ContactInput;
  DateTime: Scalars['DateTime']['output'];
  DetachEvidenceInput: DetachEvidenceInput;
  Document: Document;
  EvidenceSlot: EvidenceSlot;
  ExportPackPayload: ExportPackPayload;
  IssueShareLinkInput: IssueShareLinkInput;
  IssueShareLinkPayload: IssueShareLinkPayload;
  Mutation: Record<PropertyKey, never>;
  OpenDeathReadinessInput: OpenDeathReadinessInput;
  OpenEmergencyPackInput: OpenEmergencyPackInput;
  OpenShareLinkInput: OpenShareLinkInput;
  OpenShareLinkPayload: OpenShareLinkPayload;
  Pack: Pack;
  PackConnection: PackConnection;
  PackDownloadPayload: PackDownloadPayload;
  PackIdInput: PackIdInput;
  PageInfo: PageInfo;
  Person: Person;
  Principal: Principal;
  Query: Record<PropertyKey, never>;
  RevokeCaseInput: RevokeCaseInput;
  RoleGrant: RoleGrant;
  ShareLink: ShareLink;
  ShareLinkConnection: ShareLinkConnection;
  ShareLinkIdInput: ShareLinkIdInput;
  SharedContact: SharedContact;
  SharedPack: SharedPack;
  SharedPackConnection: SharedPackConnection;
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

export type AccessDirectiveResolver<Result, Parent, ContextType = CaseContext, Args = AccessDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CaseResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['Case'] = ResolversParentTypes['Case'], FederationReferenceType extends FederationReferenceTypes['Case'] = FederationReferenceTypes['Case']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Case']> | FederationReferenceType, FederationReferenceType, ContextType>;
  contacts?: Resolver<ReadonlyArray<ResolversTypes['Contact']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  evidence?: Resolver<ReadonlyArray<ResolversTypes['EvidenceSlot']>, ParentType, ContextType>;
  executorNominee?: Resolver<Maybe<ResolversTypes['Person']>, ParentType, ContextType>;
  executorNomineeGrant?: Resolver<Maybe<ResolversTypes['RoleGrant']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  missing?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  notes?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  packs?: Resolver<ResolversTypes['PackConnection'], ParentType, ContextType, RequireFields<CasePacksArgs, 'first'>>;
  principal?: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  shareLinks?: Resolver<ResolversTypes['ShareLinkConnection'], ParentType, ContextType, RequireFields<CaseShareLinksArgs, 'first'>>;
  status?: Resolver<ResolversTypes['CaseStatus'], ParentType, ContextType>;
  transitions?: Resolver<ResolversTypes['CaseTransitionConnection'], ParentType, ContextType, RequireFields<CaseTransitionsArgs, 'first'>>;
  type?: Resolver<ResolversTypes['CaseType'], ParentType, ContextType>;
};

export type CaseConnectionResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['CaseConnection'] = ResolversParentTypes['CaseConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Case']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CasePayloadResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['CasePayload'] = ResolversParentTypes['CasePayload']> = {
  case?: Resolver<ResolversTypes['Case'], ParentType, ContextType>;
};

export type CaseTransitionResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['CaseTransition'] = ResolversParentTypes['CaseTransition']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['CaseStatus']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['CaseStatus'], ParentType, ContextType>;
};

export type CaseTransitionConnectionResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['CaseTransitionConnection'] = ResolversParentTypes['CaseTransitionConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['CaseTransition']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CaseTypeDescriptionResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['CaseTypeDescription'] = ResolversParentTypes['CaseTypeDescription']> = {
  disclaimer?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  purpose?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requiredSlots?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['CaseType'], ParentType, ContextType>;
};

export type ContactResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['Contact'] = ResolversParentTypes['Contact']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  phoneE164?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  relationship?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DocumentResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['Document'] = ResolversParentTypes['Document']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type EvidenceSlotResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['EvidenceSlot'] = ResolversParentTypes['EvidenceSlot']> = {
  addedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  document?: Resolver<Maybe<ResolversTypes['Document']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  required?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ExportPackPayloadResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['ExportPackPayload'] = ResolversParentTypes['ExportPackPayload']> = {
  case?: Resolver<ResolversTypes['Case'], ParentType, ContextType>;
  downloadUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  pack?: Resolver<ResolversTypes['Pack'], ParentType, ContextType>;
};

export type IssueShareLinkPayloadResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['IssueShareLinkPayload'] = ResolversParentTypes['IssueShareLinkPayload']> = {
  shareLink?: Resolver<ResolversTypes['ShareLink'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  attachEvidence?: Resolver<ResolversTypes['CasePayload'], ParentType, ContextType, RequireFields<MutationAttachEvidenceArgs, 'input'>>;
  detachEvidence?: Resolver<ResolversTypes['CasePayload'], ParentType, ContextType, RequireFields<MutationDetachEvidenceArgs, 'input'>>;
  exportPack?: Resolver<ResolversTypes['ExportPackPayload'], ParentType, ContextType, RequireFields<MutationExportPackArgs, 'input'>>;
  issueShareLink?: Resolver<ResolversTypes['IssueShareLinkPayload'], ParentType, ContextType, RequireFields<MutationIssueShareLinkArgs, 'input'>>;
  markCaseReady?: Resolver<ResolversTypes['CasePayload'], ParentType, ContextType, RequireFields<MutationMarkCaseReadyArgs, 'input'>>;
  openDeathReadiness?: Resolver<ResolversTypes['CasePayload'], ParentType, ContextType, RequireFields<MutationOpenDeathReadinessArgs, 'input'>>;
  openEmergencyPack?: Resolver<ResolversTypes['CasePayload'], ParentType, ContextType, RequireFields<MutationOpenEmergencyPackArgs, 'input'>>;
  openShareLink?: Resolver<ResolversTypes['OpenShareLinkPayload'], ParentType, ContextType, RequireFields<MutationOpenShareLinkArgs, 'input'>>;
  requestPackDownload?: Resolver<ResolversTypes['PackDownloadPayload'], ParentType, ContextType, RequireFields<MutationRequestPackDownloadArgs, 'input'>>;
  revokeCase?: Resolver<ResolversTypes['CasePayload'], ParentType, ContextType, RequireFields<MutationRevokeCaseArgs, 'input'>>;
  revokeShareLink?: Resolver<ResolversTypes['CasePayload'], ParentType, ContextType, RequireFields<MutationRevokeShareLinkArgs, 'input'>>;
};

export type OpenShareLinkPayloadResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['OpenShareLinkPayload'] = ResolversParentTypes['OpenShareLinkPayload']> = {
  contacts?: Resolver<ReadonlyArray<ResolversTypes['SharedContact']>, ParentType, ContextType>;
  disclaimer?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  downloadExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  downloadUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type PackResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['Pack'] = ResolversParentTypes['Pack']> = {
  byteSize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  exportedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tagmanifestSha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PackConnectionResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['PackConnection'] = ResolversParentTypes['PackConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Pack']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PackDownloadPayloadResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['PackDownloadPayload'] = ResolversParentTypes['PackDownloadPayload']> = {
  byteSize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  downloadUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PersonResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['Person'] = ResolversParentTypes['Person']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type PrincipalResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['Principal'] = ResolversParentTypes['Principal']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  case?: Resolver<Maybe<ResolversTypes['Case']>, ParentType, ContextType, RequireFields<QueryCaseArgs, 'id'>>;
  caseTypes?: Resolver<ReadonlyArray<ResolversTypes['CaseTypeDescription']>, ParentType, ContextType>;
  cases?: Resolver<ResolversTypes['CaseConnection'], ParentType, ContextType, RequireFields<QueryCasesArgs, 'first'>>;
  packsSharedWithMe?: Resolver<ResolversTypes['SharedPackConnection'], ParentType, ContextType, RequireFields<QueryPacksSharedWithMeArgs, 'first'>>;
};

export type RoleGrantResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['RoleGrant'] = ResolversParentTypes['RoleGrant']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ShareLinkResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['ShareLink'] = ResolversParentTypes['ShareLink']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  openedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ShareLinkConnectionResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['ShareLinkConnection'] = ResolversParentTypes['ShareLinkConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ShareLink']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type SharedContactResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['SharedContact'] = ResolversParentTypes['SharedContact']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  phoneE164?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  relationship?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SharedPackResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['SharedPack'] = ResolversParentTypes['SharedPack']> = {
  byteSize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  caseType?: Resolver<ResolversTypes['CaseType'], ParentType, ContextType>;
  disclaimer?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  exportedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  nomineeTitle?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sharedBy?: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
};

export type SharedPackConnectionResolvers<ContextType = CaseContext, ParentType extends ResolversParentTypes['SharedPackConnection'] = ResolversParentTypes['SharedPackConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['SharedPack']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type Resolvers<ContextType = CaseContext> = {
  Case?: CaseResolvers<ContextType>;
  CaseConnection?: CaseConnectionResolvers<ContextType>;
  CasePayload?: CasePayloadResolvers<ContextType>;
  CaseTransition?: CaseTransitionResolvers<ContextType>;
  CaseTransitionConnection?: CaseTransitionConnectionResolvers<ContextType>;
  CaseTypeDescription?: CaseTypeDescriptionResolvers<ContextType>;
  Contact?: ContactResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Document?: DocumentResolvers<ContextType>;
  EvidenceSlot?: EvidenceSlotResolvers<ContextType>;
  ExportPackPayload?: ExportPackPayloadResolvers<ContextType>;
  IssueShareLinkPayload?: IssueShareLinkPayloadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  OpenShareLinkPayload?: OpenShareLinkPayloadResolvers<ContextType>;
  Pack?: PackResolvers<ContextType>;
  PackConnection?: PackConnectionResolvers<ContextType>;
  PackDownloadPayload?: PackDownloadPayloadResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Person?: PersonResolvers<ContextType>;
  Principal?: PrincipalResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RoleGrant?: RoleGrantResolvers<ContextType>;
  ShareLink?: ShareLinkResolvers<ContextType>;
  ShareLinkConnection?: ShareLinkConnectionResolvers<ContextType>;
  SharedContact?: SharedContactResolvers<ContextType>;
  SharedPack?: SharedPackResolvers<ContextType>;
  SharedPackConnection?: SharedPackConnectionResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = CaseContext> = {
  access?: AccessDirectiveResolver<any, any, ContextType>;
};
