import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AuditContext } from '../../context.ts';
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

/** Something somebody owns. */
export type Asset = {
  readonly __typename?: 'Asset';
  /** Entries about this asset, newest first. */
  readonly auditTrail: AuditEntryConnection;
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
};


/** Something somebody owns. */
export type AssetAuditTrailArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A signed statement of the log's size and root hash (C2SP tlog-checkpoint). */
export type AuditCheckpoint = {
  readonly __typename?: 'AuditCheckpoint';
  /** The signed note, to the byte. */
  readonly note: Scalars['String']['output'];
  /** Root hash, base64. */
  readonly root: Scalars['String']['output'];
  /** Number of entries. */
  readonly size: Scalars['Float']['output'];
};

/** One entry of the log. */
export type AuditEntry = {
  readonly __typename?: 'AuditEntry';
  /** Action, from the closed taxonomy. */
  readonly action: Scalars['String']['output'];
  /**
   * Who did it. Auditors see everybody; others see themself, whoever acted by a grant of theirs, those who granted them a role, and in
   * the trail of an organisation's object its people who changed it. Null for everybody else, for the deployment itself and for nobody.
   */
  readonly actor?: Maybe<Principal>;
  /**
   * The grant by which the actor acted; null for somebody who acted for themself. Its two parties and auditors see which it was; what
   * it says, its two parties.
   */
  readonly grant?: Maybe<RoleGrant>;
  /** Identifier of the event. */
  readonly id: Scalars['ID']['output'];
  /** Position in the log. */
  readonly index: Scalars['Float']['output'];
  /** The change that it is about, the same in the entry that it was attempted and in that of its outcome; null for facts. */
  readonly intentId?: Maybe<Scalars['ID']['output']>;
  /** What it records. */
  readonly kind: AuditEntryKind;
  /** The leaf, to the byte: what the tree commits to. */
  readonly leaf: Scalars['String']['output'];
  /**
   * On whose behalf: who gave the grant by which the actor acted. Null for somebody who acted for themself, for entries from before
   * this was recorded, and where the reader may not see who it was.
   */
  readonly onBehalfOf?: Maybe<Principal>;
  /** What became of it. */
  readonly outcome: AuditOutcome;
  /** Inclusion proof in the newest checkpoint, as a `tlog-proof@v1` file. */
  readonly proof: Scalars['String']['output'];
  /** Why it was refused or failed, as a code such as `scope`; null where the outcome says it all. */
  readonly reasonCode?: Maybe<Scalars['String']['output']>;
  /** When the log recorded it. */
  readonly recordedAt: Scalars['DateTime']['output'];
  /** What was refused, for entries about refusals; null for others, and once it is erased. */
  readonly refusal?: Maybe<AuditRefusal>;
  /** Request in which it happened. */
  readonly requestId: Scalars['String']['output'];
  /** Service that recorded it: the one whose signature the event carried. */
  readonly service: Scalars['String']['output'];
  /** Identifier of the object. */
  readonly targetId: Scalars['ID']['output'];
  /** Kind of the object. */
  readonly targetType: Scalars['String']['output'];
};

/** A page of entries. */
export type AuditEntryConnection = {
  readonly __typename?: 'AuditEntryConnection';
  /** The entries. */
  readonly nodes: ReadonlyArray<AuditEntry>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** What an entry records. */
export type AuditEntryKind =
  /** Something that changes nothing: a denial, a delivery, a failed attempt. */
  | 'FACT'
  /** What became of an attempted change. */
  | 'OUTCOME'
  /** A change was attempted; the outcome follows as an entry of its own. */
  | 'PREPARED';

/** What became of it. */
export type AuditOutcome =
  /** It did not happen. */
  | 'ABORTED'
  /** Attempted. */
  | 'ATTEMPTED'
  /** It happened. */
  | 'COMMITTED'
  /** It was refused. */
  | 'DENIED'
  /** It failed. */
  | 'FAILED'
  /** It was done. */
  | 'OK';

/** An entry and the proof that it is in the log: `lifeready audit verify` takes both as files. */
export type AuditProof = {
  readonly __typename?: 'AuditProof';
  /** Identifier of the entry. */
  readonly entryId: Scalars['ID']['output'];
  /** Position in the log. */
  readonly index: Scalars['Float']['output'];
  /** The leaf, to the byte: what the tree commits to. */
  readonly leaf: Scalars['String']['output'];
  /**
   * Inclusion proof as a `tlog-proof@v1` file, in the checkpoint that everybody is shown: a cosigned one where there is one that has the
   * entry, else the log's own newest.
   */
  readonly proof: Scalars['String']['output'];
  /** Number of entries under that checkpoint. */
  readonly size: Scalars['Float']['output'];
};

/** What was refused, and how often. */
export type AuditRefusal = {
  readonly __typename?: 'AuditRefusal';
  /** Schema coordinate, or method and pattern of a route; null where the entry stands for several. */
  readonly coordinate?: Maybe<Scalars['String']['output']>;
  /** How many refusals the entry stands for: repetitions are written once a minute, as one. */
  readonly count: Scalars['Int']['output'];
};

/** Something prepared for a bad day. */
export type Case = {
  readonly __typename?: 'Case';
  /** Entries about this case, newest first. */
  readonly auditTrail: AuditEntryConnection;
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
};


/** Something prepared for a bad day. */
export type CaseAuditTrailArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A document. Its versions are immutable; its bytes are encrypted at rest. */
export type Document = {
  readonly __typename?: 'Document';
  /** Entries about this document, newest first. */
  readonly auditTrail: AuditEntryConnection;
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
};


/** A document. Its versions are immutable; its bytes are encrypted at rest. */
export type DocumentAuditTrailArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A security compromise that an organisation handles. */
export type Incident = {
  readonly __typename?: 'Incident';
  /** Entries about this incident, newest first. */
  readonly auditTrail: AuditEntryConnection;
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
};


/** A security compromise that an organisation handles. */
export type IncidentAuditTrailArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
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
  /** Entries about this person, newest first. */
  readonly auditTrail: AuditEntryConnection;
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
};


/** A person in somebody's life. */
export type PersonAuditTrailArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A person with an account. */
export type Principal = {
  readonly __typename?: 'Principal';
  /**
   * Their own excerpt of the log, newest first: entries about what is theirs, and of what they did in their tenant. Empty for everybody
   * but themself. What they did by a grant in another tenant is in the trail of whoever granted it.
   */
  readonly auditTrail: AuditEntryConnection;
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
};


/** A person with an account. */
export type PrincipalAuditTrailArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Everything that can be asked. */
export type Query = {
  readonly __typename?: 'Query';
  /** The newest signed checkpoint of the log. */
  readonly auditCheckpoint: AuditCheckpoint;
  /** Entries of everybody, newest first, for auditors. Reading them is itself recorded. */
  readonly auditEntries: AuditEntryConnection;
  /**
   * One entry with its proof, to keep and to verify without this service; null where there is none, or none that the caller may read:
   * entries about what is theirs, of what they did, of their organisation's incidents; auditors, all. An auditor's reading is itself
   * recorded.
   */
  readonly auditProof?: Maybe<AuditProof>;
};


/** Everything that can be asked. */
export type QueryAuditEntriesArgs = {
  action?: InputMaybe<Scalars['String']['input']>;
  actorId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  from?: InputMaybe<Scalars['DateTime']['input']>;
  intentId?: InputMaybe<Scalars['ID']['input']>;
  outcome?: InputMaybe<AuditOutcome>;
  service?: InputMaybe<Scalars['String']['input']>;
  targetId?: InputMaybe<Scalars['ID']['input']>;
  targetType?: InputMaybe<Scalars['String']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
};


/** Everything that can be asked. */
export type QueryAuditProofArgs = {
  entryId: Scalars['ID']['input'];
};

/** A role that one person granted to another. */
export type RoleGrant = {
  readonly __typename?: 'RoleGrant';
  /** Entries about this grant, newest first; for whoever gave it. */
  readonly auditTrail: AuditEntryConnection;
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
};


/** A role that one person granted to another. */
export type RoleGrantAuditTrailArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/**
 * What a principal arranged for the holder of a grant: to read more for a while, after a wait or after two approvals. It changes
 * nothing, and nobody can have it by asking alone.
 */
export type StagedAccess = {
  readonly __typename?: 'StagedAccess';
  /** Entries about this arrangement, newest first; for whoever arranged it. */
  readonly auditTrail: AuditEntryConnection;
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
};


/**
 * What a principal arranged for the holder of a grant: to read more for a while, after a wait or after two approvals. It changes
 * nothing, and nobody can have it by asking alone.
 */
export type StagedAccessAuditTrailArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
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
  Asset: Asset;
  Case: Case;
  Document: Document;
  Incident: Incident;
  Person: Person;
  Principal: Principal;
  RoleGrant: RoleGrant;
  StagedAccess: StagedAccess;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Asset:
    ( { __typename: 'Asset' }
    & GraphQLRecursivePick<FederationTypes['Asset'], {"id":true}> );
  Case:
    ( { __typename: 'Case' }
    & GraphQLRecursivePick<FederationTypes['Case'], {"id":true}> );
  Document:
    ( { __typename: 'Document' }
    & GraphQLRecursivePick<FederationTypes['Document'], {"id":true}> );
  Incident:
    ( { __typename: 'Incident' }
    & GraphQLRecursivePick<FederationTypes['Incident'], {"id":true}> );
  Person:
    ( { __typename: 'Person' }
    & GraphQLRecursivePick<FederationTypes['Person'], {"id":true}> );
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
  Asset: ResolverTypeWrapper<Asset>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AuditCheckpoint: ResolverTypeWrapper<AuditCheckpoint>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  AuditEntry: ResolverTypeWrapper<AuditEntry>;
  AuditEntryConnection: ResolverTypeWrapper<AuditEntryConnection>;
  AuditEntryKind: AuditEntryKind;
  AuditOutcome: AuditOutcome;
  AuditProof: ResolverTypeWrapper<AuditProof>;
  AuditRefusal: ResolverTypeWrapper<AuditRefusal>;
  Case: ResolverTypeWrapper<Case>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Document: ResolverTypeWrapper<Document>;
  Incident: ResolverTypeWrapper<Incident>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Person: ResolverTypeWrapper<Person>;
  Principal: ResolverTypeWrapper<Principal>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RoleGrant: ResolverTypeWrapper<RoleGrant>;
  StagedAccess: ResolverTypeWrapper<StagedAccess>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Asset: Asset | FederationReferenceTypes['Asset'];
  ID: Scalars['ID']['output'];
  AuditCheckpoint: AuditCheckpoint;
  Float: Scalars['Float']['output'];
  AuditEntry: AuditEntry;
  AuditEntryConnection: AuditEntryConnection;
  AuditProof: AuditProof;
  AuditRefusal: AuditRefusal;
  Case: Case | FederationReferenceTypes['Case'];
  DateTime: Scalars['DateTime']['output'];
  Document: Document | FederationReferenceTypes['Document'];
  Incident: Incident | FederationReferenceTypes['Incident'];
  PageInfo: PageInfo;
  Person: Person | FederationReferenceTypes['Person'];
  Principal: Principal | FederationReferenceTypes['Principal'];
  Query: Record<PropertyKey, never>;
  RoleGrant: RoleGrant | FederationReferenceTypes['RoleGrant'];
  StagedAccess: StagedAccess | FederationReferenceTypes['StagedAccess'];
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

export type AccessDirectiveResolver<Result, Parent, ContextType = AuditContext, Args = AccessDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AssetResolvers<ContextType = AuditContext, ParentType extends ResolversParentTypes['Asset'] = ResolversParentTypes['Asset'], FederationReferenceType extends FederationReferenceTypes['Asset'] = FederationReferenceTypes['Asset']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Asset']> | FederationReferenceType, FederationReferenceType, ContextType>;
  auditTrail?: Resolver<ResolversTypes['AuditEntryConnection'], ParentType, ContextType, RequireFields<AssetAuditTrailArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type AuditCheckpointResolvers<ContextType = AuditContext, ParentType extends ResolversParentTypes['AuditCheckpoint'] = ResolversParentTypes['AuditCheckpoint']> = {
  note?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  root?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type AuditEntryResolvers<ContextType = AuditContext, ParentType extends ResolversParentTypes['AuditEntry'] = ResolversParentTypes['AuditEntry']> = {
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  actor?: Resolver<Maybe<ResolversTypes['Principal']>, ParentType, ContextType>;
  grant?: Resolver<Maybe<ResolversTypes['RoleGrant']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  intentId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AuditEntryKind'], ParentType, ContextType>;
  leaf?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  onBehalfOf?: Resolver<Maybe<ResolversTypes['Principal']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['AuditOutcome'], ParentType, ContextType>;
  proof?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reasonCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes['AuditRefusal']>, ParentType, ContextType>;
  requestId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  service?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  targetId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  targetType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AuditEntryConnectionResolvers<ContextType = AuditContext, ParentType extends ResolversParentTypes['AuditEntryConnection'] = ResolversParentTypes['AuditEntryConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['AuditEntry']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditProofResolvers<ContextType = AuditContext, ParentType extends ResolversParentTypes['AuditProof'] = ResolversParentTypes['AuditProof']> = {
  entryId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  leaf?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  proof?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type AuditRefusalResolvers<ContextType = AuditContext, ParentType extends ResolversParentTypes['AuditRefusal'] = ResolversParentTypes['AuditRefusal']> = {
  coordinate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CaseResolvers<ContextType = AuditContext, ParentType extends ResolversParentTypes['Case'] = ResolversParentTypes['Case'], FederationReferenceType extends FederationReferenceTypes['Case'] = FederationReferenceTypes['Case']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Case']> | FederationReferenceType, FederationReferenceType, ContextType>;
  auditTrail?: Resolver<ResolversTypes['AuditEntryConnection'], ParentType, ContextType, RequireFields<CaseAuditTrailArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DocumentResolvers<ContextType = AuditContext, ParentType extends ResolversParentTypes['Document'] = ResolversParentTypes['Document'], FederationReferenceType extends FederationReferenceTypes['Document'] = FederationReferenceTypes['Document']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Document']> | FederationReferenceType, FederationReferenceType, ContextType>;
  auditTrail?: Resolver<ResolversTypes['AuditEntryConnection'], ParentType, ContextType, RequireFields<DocumentAuditTrailArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type IncidentResolvers<ContextType = AuditContext, ParentType extends ResolversParentTypes['Incident'] = ResolversParentTypes['Incident'], FederationReferenceType extends FederationReferenceTypes['Incident'] = FederationReferenceTypes['Incident']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Incident']> | FederationReferenceType, FederationReferenceType, ContextType>;
  auditTrail?: Resolver<ResolversTypes['AuditEntryConnection'], ParentType, ContextType, RequireFields<IncidentAuditTrailArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = AuditContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PersonResolvers<ContextType = AuditContext, ParentType extends ResolversParentTypes['Person'] = ResolversParentTypes['Person'], FederationReferenceType extends FederationReferenceTypes['Person'] = FederationReferenceTypes['Person']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Person']> | FederationReferenceType, FederationReferenceType, ContextType>;
  auditTrail?: Resolver<ResolversTypes['AuditEntryConnection'], ParentType, ContextType, RequireFields<PersonAuditTrailArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type PrincipalResolvers<ContextType = AuditContext, ParentType extends ResolversParentTypes['Principal'] = ResolversParentTypes['Principal'], FederationReferenceType extends FederationReferenceTypes['Principal'] = FederationReferenceTypes['Principal']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Principal']> | FederationReferenceType, FederationReferenceType, ContextType>;
  auditTrail?: Resolver<ResolversTypes['AuditEntryConnection'], ParentType, ContextType, RequireFields<PrincipalAuditTrailArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = AuditContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  auditCheckpoint?: Resolver<ResolversTypes['AuditCheckpoint'], ParentType, ContextType>;
  auditEntries?: Resolver<ResolversTypes['AuditEntryConnection'], ParentType, ContextType, RequireFields<QueryAuditEntriesArgs, 'first'>>;
  auditProof?: Resolver<Maybe<ResolversTypes['AuditProof']>, ParentType, ContextType, RequireFields<QueryAuditProofArgs, 'entryId'>>;
};

export type RoleGrantResolvers<ContextType = AuditContext, ParentType extends ResolversParentTypes['RoleGrant'] = ResolversParentTypes['RoleGrant'], FederationReferenceType extends FederationReferenceTypes['RoleGrant'] = FederationReferenceTypes['RoleGrant']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['RoleGrant']> | FederationReferenceType, FederationReferenceType, ContextType>;
  auditTrail?: Resolver<ResolversTypes['AuditEntryConnection'], ParentType, ContextType, RequireFields<RoleGrantAuditTrailArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type StagedAccessResolvers<ContextType = AuditContext, ParentType extends ResolversParentTypes['StagedAccess'] = ResolversParentTypes['StagedAccess'], FederationReferenceType extends FederationReferenceTypes['StagedAccess'] = FederationReferenceTypes['StagedAccess']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['StagedAccess']> | FederationReferenceType, FederationReferenceType, ContextType>;
  auditTrail?: Resolver<ResolversTypes['AuditEntryConnection'], ParentType, ContextType, RequireFields<StagedAccessAuditTrailArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type Resolvers<ContextType = AuditContext> = {
  Asset?: AssetResolvers<ContextType>;
  AuditCheckpoint?: AuditCheckpointResolvers<ContextType>;
  AuditEntry?: AuditEntryResolvers<ContextType>;
  AuditEntryConnection?: AuditEntryConnectionResolvers<ContextType>;
  AuditProof?: AuditProofResolvers<ContextType>;
  AuditRefusal?: AuditRefusalResolvers<ContextType>;
  Case?: CaseResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Document?: DocumentResolvers<ContextType>;
  Incident?: IncidentResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Person?: PersonResolvers<ContextType>;
  Principal?: PrincipalResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RoleGrant?: RoleGrantResolvers<ContextType>;
  StagedAccess?: StagedAccessResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = AuditContext> = {
  access?: AccessDirectiveResolver<any, any, ContextType>;
};
