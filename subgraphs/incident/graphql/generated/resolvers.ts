import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { IncidentMapper, IncidentRevisionMapper } from '../mappers.ts';
import type { IncidentContext } from '../../context.ts';
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

/** How sure it is that personal information was accessed or acquired without authority. */
export type Certainty =
  /** There are reasonable grounds to believe it. */
  | 'ALLEGED'
  /** It is established. */
  | 'CONFIRMED';

/** Kinds of compromise, as the Information Regulator's form names them. */
export type CompromiseType =
  /** It was damaged. */
  | 'DAMAGE'
  /** Personal information was lost. */
  | 'LOSS'
  /** It was destroyed without authority. */
  | 'UNAUTHORISED_DESTRUCTION'
  /** It was accessed unlawfully. */
  | 'UNLAWFUL_ACCESS'
  /** It was processed unlawfully. */
  | 'UNLAWFUL_PROCESSING';

/** A security compromise that an organisation handles. */
export type Incident = {
  readonly __typename?: 'Incident';
  /** The newest revision. */
  readonly current: IncidentRevision;
  /** When it was discovered. */
  readonly discoveredAt: Scalars['DateTime']['output'];
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** When it was recorded. */
  readonly reportedAt: Scalars['DateTime']['output'];
  /** Who recorded it; null for a draft of the service. */
  readonly reportedBy?: Maybe<Principal>;
  /** All revisions, newest first. */
  readonly revisions: IncidentRevisionConnection;
  /** Its state. */
  readonly status: IncidentStatus;
};


/** A security compromise that an organisation handles. */
export type IncidentRevisionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of incidents. */
export type IncidentConnection = {
  readonly __typename?: 'IncidentConnection';
  /** The incidents. */
  readonly nodes: ReadonlyArray<Incident>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** What is known of an incident. */
export type IncidentFactsInput = {
  /** 1 to 20 classes of at most 100 characters. */
  readonly affectedDataClasses: ReadonlyArray<Scalars['String']['input']>;
  /** How many people are affected, 0 or more. */
  readonly affectedUserCount: Scalars['Int']['input'];
  /** How sure it is. */
  readonly certainty: Certainty;
  /** Its kind. */
  readonly compromiseType: CompromiseType;
  /** What happened, at most 4000 characters. */
  readonly description: Scalars['String']['input'];
  /** What was done and is planned, at most 4000 characters. */
  readonly mitigationSteps?: InputMaybe<Scalars['String']['input']>;
  /** Possible consequences, at most 4000 characters. */
  readonly possibleConsequences?: InputMaybe<Scalars['String']['input']>;
  /** Title, at most 200 characters. */
  readonly title: Scalars['String']['input'];
};

/** A recorded or revised incident. */
export type IncidentPayload = {
  readonly __typename?: 'IncidentPayload';
  /** The incident. */
  readonly incident: Incident;
};

/** One state of knowledge about an incident. Never changes. */
export type IncidentRevision = {
  readonly __typename?: 'IncidentRevision';
  /** Classes of personal information that are affected. */
  readonly affectedDataClasses: ReadonlyArray<Scalars['String']['output']>;
  /** How many people are affected, as far as known. */
  readonly affectedUserCount: Scalars['Int']['output'];
  /** Who made it; null for the service. */
  readonly author?: Maybe<Principal>;
  /** How sure it is. */
  readonly certainty: Certainty;
  /** Its kind. */
  readonly compromiseType: CompromiseType;
  /** When it was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** What happened. */
  readonly description: Scalars['String']['output'];
  /** What was done and is planned against it. */
  readonly mitigationSteps?: Maybe<Scalars['String']['output']>;
  /** 1 for the first. */
  readonly number: Scalars['Int']['output'];
  /** Possible consequences for the people affected. */
  readonly possibleConsequences?: Maybe<Scalars['String']['output']>;
  /** Why this revision was made. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** Title. */
  readonly title: Scalars['String']['output'];
};

/** A page of revisions. */
export type IncidentRevisionConnection = {
  readonly __typename?: 'IncidentRevisionConnection';
  /** The revisions. */
  readonly nodes: ReadonlyArray<IncidentRevision>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** State of an incident. */
export type IncidentStatus =
  /** Made by the service because of something it found; an information officer is to look at it and to revise it. */
  | 'DRAFT'
  /** Recorded, not assessed yet. */
  | 'REPORTED';

/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Records a security compromise (POPIA section 22). */
  readonly reportIncident: IncidentPayload;
  /** Adds a revision. Earlier revisions stay as they are. */
  readonly reviseIncident: IncidentPayload;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationReportIncidentArgs = {
  input: ReportIncidentInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationReviseIncidentArgs = {
  input: ReviseIncidentInput;
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
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
};

/** Everything that can be asked. */
export type Query = {
  readonly __typename?: 'Query';
  /** One incident; null when there is none that the caller may see. */
  readonly incident?: Maybe<Incident>;
  /** The organisation's incidents, newest first. */
  readonly incidents: IncidentConnection;
};


/** Everything that can be asked. */
export type QueryIncidentArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be asked. */
export type QueryIncidentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** An incident to record. */
export type ReportIncidentInput = {
  /** When it was discovered; not in the future. */
  readonly discoveredAt: Scalars['DateTime']['input'];
  /** What is known. */
  readonly facts: IncidentFactsInput;
};

/** A revision to add. */
export type ReviseIncidentInput = {
  /** Number of the newest revision the author has seen; another one means somebody was faster. */
  readonly basedOnRevision: Scalars['Int']['input'];
  /** What is known now, in full. */
  readonly facts: IncidentFactsInput;
  /** The incident. */
  readonly incidentId: Scalars['ID']['input'];
  /** Why, at most 500 characters. */
  readonly reason: Scalars['String']['input'];
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
  Incident: Incident;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Incident:
    ( { __typename: 'Incident' }
    & GraphQLRecursivePick<FederationTypes['Incident'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Certainty: Certainty;
  CompromiseType: CompromiseType;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Incident: ResolverTypeWrapper<IncidentMapper>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  IncidentConnection: ResolverTypeWrapper<Omit<IncidentConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversTypes['Incident']> }>;
  IncidentFactsInput: IncidentFactsInput;
  IncidentPayload: ResolverTypeWrapper<Omit<IncidentPayload, 'incident'> & { incident: ResolversTypes['Incident'] }>;
  IncidentRevision: ResolverTypeWrapper<IncidentRevisionMapper>;
  IncidentRevisionConnection: ResolverTypeWrapper<Omit<IncidentRevisionConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversTypes['IncidentRevision']> }>;
  IncidentStatus: IncidentStatus;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Principal: ResolverTypeWrapper<Principal>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ReportIncidentInput: ReportIncidentInput;
  ReviseIncidentInput: ReviseIncidentInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  Incident: IncidentMapper;
  ID: Scalars['ID']['output'];
  IncidentConnection: Omit<IncidentConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversParentTypes['Incident']> };
  IncidentFactsInput: IncidentFactsInput;
  IncidentPayload: Omit<IncidentPayload, 'incident'> & { incident: ResolversParentTypes['Incident'] };
  IncidentRevision: IncidentRevisionMapper;
  IncidentRevisionConnection: Omit<IncidentRevisionConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversParentTypes['IncidentRevision']> };
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Principal: Principal;
  Query: Record<PropertyKey, never>;
  ReportIncidentInput: ReportIncidentInput;
  ReviseIncidentInput: ReviseIncidentInput;
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

export type AccessDirectiveResolver<Result, Parent, ContextType = IncidentContext, Args = AccessDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type IncidentResolvers<ContextType = IncidentContext, ParentType extends ResolversParentTypes['Incident'] = ResolversParentTypes['Incident'], FederationReferenceType extends FederationReferenceTypes['Incident'] = FederationReferenceTypes['Incident']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Incident']> | FederationReferenceType, FederationReferenceType, ContextType>;
  current?: Resolver<ResolversTypes['IncidentRevision'], ParentType, ContextType>;
  discoveredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reportedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reportedBy?: Resolver<Maybe<ResolversTypes['Principal']>, ParentType, ContextType>;
  revisions?: Resolver<ResolversTypes['IncidentRevisionConnection'], ParentType, ContextType, RequireFields<IncidentRevisionsArgs, 'first'>>;
  status?: Resolver<ResolversTypes['IncidentStatus'], ParentType, ContextType>;
};

export type IncidentConnectionResolvers<ContextType = IncidentContext, ParentType extends ResolversParentTypes['IncidentConnection'] = ResolversParentTypes['IncidentConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Incident']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type IncidentPayloadResolvers<ContextType = IncidentContext, ParentType extends ResolversParentTypes['IncidentPayload'] = ResolversParentTypes['IncidentPayload']> = {
  incident?: Resolver<ResolversTypes['Incident'], ParentType, ContextType>;
};

export type IncidentRevisionResolvers<ContextType = IncidentContext, ParentType extends ResolversParentTypes['IncidentRevision'] = ResolversParentTypes['IncidentRevision']> = {
  affectedDataClasses?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  affectedUserCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  author?: Resolver<Maybe<ResolversTypes['Principal']>, ParentType, ContextType>;
  certainty?: Resolver<ResolversTypes['Certainty'], ParentType, ContextType>;
  compromiseType?: Resolver<ResolversTypes['CompromiseType'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  mitigationSteps?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  possibleConsequences?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type IncidentRevisionConnectionResolvers<ContextType = IncidentContext, ParentType extends ResolversParentTypes['IncidentRevisionConnection'] = ResolversParentTypes['IncidentRevisionConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['IncidentRevision']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = IncidentContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  reportIncident?: Resolver<ResolversTypes['IncidentPayload'], ParentType, ContextType, RequireFields<MutationReportIncidentArgs, 'input'>>;
  reviseIncident?: Resolver<ResolversTypes['IncidentPayload'], ParentType, ContextType, RequireFields<MutationReviseIncidentArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = IncidentContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PrincipalResolvers<ContextType = IncidentContext, ParentType extends ResolversParentTypes['Principal'] = ResolversParentTypes['Principal']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = IncidentContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  incident?: Resolver<Maybe<ResolversTypes['Incident']>, ParentType, ContextType, RequireFields<QueryIncidentArgs, 'id'>>;
  incidents?: Resolver<ResolversTypes['IncidentConnection'], ParentType, ContextType, RequireFields<QueryIncidentsArgs, 'first'>>;
};

export type Resolvers<ContextType = IncidentContext> = {
  DateTime?: GraphQLScalarType;
  Incident?: IncidentResolvers<ContextType>;
  IncidentConnection?: IncidentConnectionResolvers<ContextType>;
  IncidentPayload?: IncidentPayloadResolvers<ContextType>;
  IncidentRevision?: IncidentRevisionResolvers<ContextType>;
  IncidentRevisionConnection?: IncidentRevisionConnectionResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Principal?: PrincipalResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = IncidentContext> = {
  access?: AccessDirectiveResolver<any, any, ContextType>;
};
