import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ApiClientMapper, ClientKeyMapper, ClientManifestMapper, ClientDocumentMapper, ModeReportMapper } from '../mappers.ts';
import type { OperationsContext } from '../../context.ts';
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

/** A program that calls this endpoint. */
export type ApiClient = {
  readonly __typename?: 'ApiClient';
  /** The documents that were registered for it, by their id; those that were taken away too. */
  readonly documents: ClientDocumentConnection;
  /** Keys with which it signs its manifests, the newest first; at most 20, and of those that ended only as many as fit. */
  readonly keys: ReadonlyArray<ClientKey>;
  /** The manifests that were published for it, the newest first. */
  readonly manifests: ClientManifestConnection;
  /** What one of its documents may cost at the most. */
  readonly maxCost: Scalars['Int']['output'];
  /** What it may send. */
  readonly mode: ClientMode;
  /** What would have been refused in the last days if a mode had been set. */
  readonly modeReport: ModeReport;
  /** Since when. */
  readonly modeSince: Scalars['DateTime']['output'];
  /** Its name, as its tokens have it. */
  readonly name: Scalars['String']['output'];
  /** Whose it is. */
  readonly party: ClientParty;
};


/** A program that calls this endpoint. */
export type ApiClientDocumentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A program that calls this endpoint. */
export type ApiClientManifestsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A program that calls this endpoint. */
export type ApiClientModeReportArgs = {
  days?: InputMaybe<Scalars['Int']['input']>;
  mode: ClientMode;
};

/** A page of clients. */
export type ApiClientConnection = {
  readonly __typename?: 'ApiClientConnection';
  /** The clients. */
  readonly nodes: ReadonlyArray<ApiClient>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** A client as it is now. */
export type ApiClientPayload = {
  readonly __typename?: 'ApiClientPayload';
  /** The client. */
  readonly apiClient: ApiClient;
};

/** A document that was registered for a client. */
export type ClientDocument = {
  readonly __typename?: 'ClientDocument';
  /** Its text. */
  readonly body: Scalars['String']['output'];
  /** Its id, by which the client runs it. */
  readonly documentId: Scalars['String']['output'];
  /** When it was run last, to a few seconds; null when never. */
  readonly lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What it costs at the most, with its variables at their caps. */
  readonly maxCost: Scalars['Int']['output'];
  /** Name of its operation. */
  readonly name: Scalars['String']['output'];
  /** When it was registered. */
  readonly registeredAt: Scalars['DateTime']['output'];
  /** When it was taken away; null while the client may run it. */
  readonly retiredAt?: Maybe<Scalars['DateTime']['output']>;
  /** How often it was run, as far back as it was counted. */
  readonly uses: Scalars['Int']['output'];
};

/** A page of documents. */
export type ClientDocumentConnection = {
  readonly __typename?: 'ClientDocumentConnection';
  /** The documents. */
  readonly nodes: ReadonlyArray<ClientDocument>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** A public key of a client. */
export type ClientKey = {
  readonly __typename?: 'ClientKey';
  /** When it ends. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Its name, which manifests carry: the thumbprint of the key (RFC 7638). */
  readonly kid: Scalars['String']['output'];
  /** From when on it signs. */
  readonly notBefore: Scalars['DateTime']['output'];
  /** Since when it is revoked; null when it is not. */
  readonly revokedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** A signed list of documents. */
export type ClientManifest = {
  readonly __typename?: 'ClientManifest';
  /** How many documents it has. */
  readonly documentCount: Scalars['Int']['output'];
  /** Until when. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** How it was written. */
  readonly format: ManifestFormat;
  /** Key that it was signed with. */
  readonly kid: Scalars['String']['output'];
  /** Name of the manifest. */
  readonly manifest: Scalars['String']['output'];
  /** From when on its documents may run. */
  readonly notBefore: Scalars['DateTime']['output'];
  /** When it was published. */
  readonly publishedAt: Scalars['DateTime']['output'];
};

/** A page of manifests. */
export type ClientManifestConnection = {
  readonly __typename?: 'ClientManifestConnection';
  /** The manifests. */
  readonly nodes: ReadonlyArray<ClientManifest>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** What a client may send. */
export type ClientMode =
  /** Registered documents, by their id. */
  | 'IDS_ONLY'
  /** Any text; what is not registered is counted. */
  | 'LOG_UNKNOWN'
  /** Any text; for development. */
  | 'OPEN'
  /** Registered documents, by their id or their text. */
  | 'SAFELIST';

/** Whose program it is. */
export type ClientParty =
  /** Ours: requests without a token may name it. */
  | 'FIRST'
  /** A partner's: known by its token alone. */
  | 'PARTNER';

/** A document that somebody runs. */
export type DocumentInUse = {
  readonly __typename?: 'DocumentInUse';
  /** How often it was run in the last seven days. */
  readonly count: Scalars['Int']['output'];
  /** Its id. */
  readonly documentId: Scalars['String']['output'];
  /** When it was run last. */
  readonly lastUsedAt: Scalars['DateTime']['output'];
};

/** How a manifest was written. */
export type ManifestFormat =
  /** As Apollo's tools write it. */
  | 'APOLLO'
  /** An object of ids and texts. */
  | 'KEY_VALUE'
  /** As Relay's compiler writes it. */
  | 'RELAY';

/** What would have been refused. */
export type ModeReport = {
  readonly __typename?: 'ModeReport';
  /** The mode that is set. */
  readonly currentMode: ClientMode;
  /** In as many days, today included. */
  readonly days: Scalars['Int']['output'];
  /** The mode that is asked about. */
  readonly mode: ClientMode;
  /** Requests that would have been refused. */
  readonly refusedRequests: Scalars['Int']['output'];
  /** Requests for registered documents. */
  readonly registeredRequests: Scalars['Int']['output'];
  /** Registered documents that were sent as text where the mode wants ids, the most frequent first; at most 100. */
  readonly sentAsText: ReadonlyArray<SentDocument>;
  /** Documents that are not registered, the most frequent first; at most 100. */
  readonly unknown: ReadonlyArray<UnknownDocument>;
  /** Since when requests for what is not registered were counted; null when they were not, as in the mode OPEN. */
  readonly unknownCountedSince?: Maybe<Scalars['DateTime']['output']>;
};

/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Adds the documents of a signed manifest to those that a client may run; on every instance within two seconds. */
  readonly publishManifest: PublishManifestPayload;
  /** Registers a program, with what it may send and what a document of it may cost. */
  readonly registerApiClient: ApiClientPayload;
  /** Registers a key with which a client signs its manifests. */
  readonly registerClientKey: ApiClientPayload;
  /** Takes documents away from a client: all, or none when one of them was run in the last seven days and it is not forced. */
  readonly retireDocuments: RetireDocumentsPayload;
  /** Ends a key: it publishes nothing any more. Documents that it published stay. */
  readonly revokeClientKey: ApiClientPayload;
  /** Sets what a client may send. */
  readonly setClientMode: ApiClientPayload;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationPublishManifestArgs = {
  input: PublishManifestInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationRegisterApiClientArgs = {
  input: RegisterApiClientInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationRegisterClientKeyArgs = {
  input: RegisterClientKeyInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationRetireDocumentsArgs = {
  input: RetireDocumentsInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationRevokeClientKeyArgs = {
  input: RevokeClientKeyInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationSetClientModeArgs = {
  input: SetClientModeInput;
};

/** Where a page ends. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Give it as `after` to get what follows; null on an empty page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether more follow. */
  readonly hasNextPage: Scalars['Boolean']['output'];
};

/** A manifest to publish. */
export type PublishManifestInput = {
  /** Name of the client. */
  readonly client: Scalars['String']['input'];
  /** The signed manifest: a compact JWS (RFC 7515), at most 200,000 characters. */
  readonly jws: Scalars['String']['input'];
};

/** What was published. */
export type PublishManifestPayload = {
  readonly __typename?: 'PublishManifestPayload';
  /** How many documents are new. */
  readonly added: Scalars['Int']['output'];
  /** The documents of the manifest; at most 2,000. */
  readonly documents: ReadonlyArray<PublishedDocument>;
  /** How many were there already. */
  readonly kept: Scalars['Int']['output'];
  /** Name of the manifest. */
  readonly manifest: Scalars['String']['output'];
};

/** A document of a manifest. */
export type PublishedDocument = {
  readonly __typename?: 'PublishedDocument';
  /** Its id. */
  readonly documentId: Scalars['String']['output'];
  /** What it costs at the most, with its variables at their caps. */
  readonly maxCost: Scalars['Int']['output'];
  /** Name of its operation. */
  readonly name: Scalars['String']['output'];
};

/** Everything that can be asked. */
export type Query = {
  readonly __typename?: 'Query';
  /** One of them; null when there is none of this name. */
  readonly apiClient?: Maybe<ApiClient>;
  /** Programs that call this endpoint, in the order of their names. */
  readonly apiClients: ApiClientConnection;
  /** Every document that a client may run, with its text and how often it was run: a file in JSON, which the check of the schema reads. */
  readonly documentUsage: Scalars['String']['output'];
};


/** Everything that can be asked. */
export type QueryApiClientArgs = {
  client: Scalars['String']['input'];
};


/** Everything that can be asked. */
export type QueryApiClientsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Everything that can be asked. */
export type QueryDocumentUsageArgs = {
  days?: InputMaybe<Scalars['Int']['input']>;
};

/** A program to register. */
export type RegisterApiClientInput = {
  /** Its name: small letters, digits and hyphens, at most 64. */
  readonly client: Scalars['String']['input'];
  /** What one of its documents may cost at the most, 1 to 1,000,000. */
  readonly maxCost: Scalars['Int']['input'];
  /** What it may send; a partner's sends registered documents alone. */
  readonly mode: ClientMode;
  /** Whose it is. */
  readonly party: ClientParty;
};

/** A key to register. */
export type RegisterClientKeyInput = {
  /** Name of the client. */
  readonly client: Scalars['String']['input'];
  /** When it ends; at most two years from now. */
  readonly expiresAt: Scalars['DateTime']['input'];
  /** From when on it signs; now unless told otherwise. */
  readonly notBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** The Ed25519 public key: 32 bytes in base64url, the `x` of its JWK (RFC 8037). */
  readonly publicKey: Scalars['String']['input'];
};

/** Documents to take away. */
export type RetireDocumentsInput = {
  /** Name of the client. */
  readonly client: Scalars['String']['input'];
  /** 1 to 500 ids of documents. */
  readonly documentIds: ReadonlyArray<Scalars['String']['input']>;
  /** Also those that were run in the last seven days. */
  readonly force?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What became of documents that were to be taken away. */
export type RetireDocumentsPayload = {
  readonly __typename?: 'RetireDocumentsPayload';
  /** Those that were run in the last seven days. */
  readonly inUse: ReadonlyArray<DocumentInUse>;
  /** How many were taken away: all of them, or none while one of them is in use. */
  readonly retired: Scalars['Int']['output'];
};

/** A key to end. */
export type RevokeClientKeyInput = {
  /** Name of the client. */
  readonly client: Scalars['String']['input'];
  /** Name of the key. */
  readonly kid: Scalars['String']['input'];
};

/** A registered document that was sent as text. */
export type SentDocument = {
  readonly __typename?: 'SentDocument';
  /** How often it was sent. */
  readonly count: Scalars['Int']['output'];
  /** Its id. */
  readonly documentId: Scalars['String']['output'];
  /** When it was sent last. */
  readonly lastUsedAt: Scalars['DateTime']['output'];
  /** Name of its operation. */
  readonly name: Scalars['String']['output'];
};

/** What a client may send from now on. */
export type SetClientModeInput = {
  /** Name of the client. */
  readonly client: Scalars['String']['input'];
  /** The mode. */
  readonly mode: ClientMode;
};

/** A document that is not registered and that was sent. */
export type UnknownDocument = {
  readonly __typename?: 'UnknownDocument';
  /** How often it was sent. */
  readonly count: Scalars['Int']['output'];
  /** SHA-256 of its text without formatting, in hex. */
  readonly hash: Scalars['String']['output'];
  /** When it was sent last. */
  readonly lastUsedAt: Scalars['DateTime']['output'];
  /** The beginning of its text, without values. */
  readonly sample: Scalars['String']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


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





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  ApiClient: ResolverTypeWrapper<ApiClientMapper>;
  ApiClientConnection: ResolverTypeWrapper<Omit<ApiClientConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversTypes['ApiClient']> }>;
  ApiClientPayload: ResolverTypeWrapper<Omit<ApiClientPayload, 'apiClient'> & { apiClient: ResolversTypes['ApiClient'] }>;
  ClientDocument: ResolverTypeWrapper<ClientDocumentMapper>;
  ClientDocumentConnection: ResolverTypeWrapper<Omit<ClientDocumentConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversTypes['ClientDocument']> }>;
  ClientKey: ResolverTypeWrapper<ClientKeyMapper>;
  ClientManifest: ResolverTypeWrapper<ClientManifestMapper>;
  ClientManifestConnection: ResolverTypeWrapper<Omit<ClientManifestConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversTypes['ClientManifest']> }>;
  ClientMode: ClientMode;
  ClientParty: ClientParty;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DocumentInUse: ResolverTypeWrapper<DocumentInUse>;
  ManifestFormat: ManifestFormat;
  ModeReport: ResolverTypeWrapper<ModeReportMapper>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PublishManifestInput: PublishManifestInput;
  PublishManifestPayload: ResolverTypeWrapper<PublishManifestPayload>;
  PublishedDocument: ResolverTypeWrapper<PublishedDocument>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RegisterApiClientInput: RegisterApiClientInput;
  RegisterClientKeyInput: RegisterClientKeyInput;
  RetireDocumentsInput: RetireDocumentsInput;
  RetireDocumentsPayload: ResolverTypeWrapper<RetireDocumentsPayload>;
  RevokeClientKeyInput: RevokeClientKeyInput;
  SentDocument: ResolverTypeWrapper<SentDocument>;
  SetClientModeInput: SetClientModeInput;
  UnknownDocument: ResolverTypeWrapper<UnknownDocument>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  ApiClient: ApiClientMapper;
  ApiClientConnection: Omit<ApiClientConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversParentTypes['ApiClient']> };
  ApiClientPayload: Omit<ApiClientPayload, 'apiClient'> & { apiClient: ResolversParentTypes['ApiClient'] };
  ClientDocument: ClientDocumentMapper;
  ClientDocumentConnection: Omit<ClientDocumentConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversParentTypes['ClientDocument']> };
  ClientKey: ClientKeyMapper;
  ClientManifest: ClientManifestMapper;
  ClientManifestConnection: Omit<ClientManifestConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversParentTypes['ClientManifest']> };
  DateTime: Scalars['DateTime']['output'];
  DocumentInUse: DocumentInUse;
  ModeReport: ModeReportMapper;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  PublishManifestInput: PublishManifestInput;
  PublishManifestPayload: PublishManifestPayload;
  PublishedDocument: PublishedDocument;
  Query: Record<PropertyKey, never>;
  RegisterApiClientInput: RegisterApiClientInput;
  RegisterClientKeyInput: RegisterClientKeyInput;
  RetireDocumentsInput: RetireDocumentsInput;
  RetireDocumentsPayload: RetireDocumentsPayload;
  RevokeClientKeyInput: RevokeClientKeyInput;
  SentDocument: SentDocument;
  SetClientModeInput: SetClientModeInput;
  UnknownDocument: UnknownDocument;
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

export type AccessDirectiveResolver<Result, Parent, ContextType = OperationsContext, Args = AccessDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ApiClientResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['ApiClient'] = ResolversParentTypes['ApiClient']> = {
  documents?: Resolver<ResolversTypes['ClientDocumentConnection'], ParentType, ContextType, RequireFields<ApiClientDocumentsArgs, 'first'>>;
  keys?: Resolver<ReadonlyArray<ResolversTypes['ClientKey']>, ParentType, ContextType>;
  manifests?: Resolver<ResolversTypes['ClientManifestConnection'], ParentType, ContextType, RequireFields<ApiClientManifestsArgs, 'first'>>;
  maxCost?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['ClientMode'], ParentType, ContextType>;
  modeReport?: Resolver<ResolversTypes['ModeReport'], ParentType, ContextType, RequireFields<ApiClientModeReportArgs, 'days' | 'mode'>>;
  modeSince?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  party?: Resolver<ResolversTypes['ClientParty'], ParentType, ContextType>;
};

export type ApiClientConnectionResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['ApiClientConnection'] = ResolversParentTypes['ApiClientConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ApiClient']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ApiClientPayloadResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['ApiClientPayload'] = ResolversParentTypes['ApiClientPayload']> = {
  apiClient?: Resolver<ResolversTypes['ApiClient'], ParentType, ContextType>;
};

export type ClientDocumentResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['ClientDocument'] = ResolversParentTypes['ClientDocument']> = {
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  documentId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  maxCost?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  registeredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  retiredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  uses?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ClientDocumentConnectionResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['ClientDocumentConnection'] = ResolversParentTypes['ClientDocumentConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ClientDocument']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ClientKeyResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['ClientKey'] = ResolversParentTypes['ClientKey']> = {
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  kid?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  notBefore?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ClientManifestResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['ClientManifest'] = ResolversParentTypes['ClientManifest']> = {
  documentCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  format?: Resolver<ResolversTypes['ManifestFormat'], ParentType, ContextType>;
  kid?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  manifest?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  notBefore?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  publishedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ClientManifestConnectionResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['ClientManifestConnection'] = ResolversParentTypes['ClientManifestConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ClientManifest']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DocumentInUseResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['DocumentInUse'] = ResolversParentTypes['DocumentInUse']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  documentId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ModeReportResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['ModeReport'] = ResolversParentTypes['ModeReport']> = {
  currentMode?: Resolver<ResolversTypes['ClientMode'], ParentType, ContextType>;
  days?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['ClientMode'], ParentType, ContextType>;
  refusedRequests?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  registeredRequests?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sentAsText?: Resolver<ReadonlyArray<ResolversTypes['SentDocument']>, ParentType, ContextType>;
  unknown?: Resolver<ReadonlyArray<ResolversTypes['UnknownDocument']>, ParentType, ContextType>;
  unknownCountedSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  publishManifest?: Resolver<ResolversTypes['PublishManifestPayload'], ParentType, ContextType, RequireFields<MutationPublishManifestArgs, 'input'>>;
  registerApiClient?: Resolver<ResolversTypes['ApiClientPayload'], ParentType, ContextType, RequireFields<MutationRegisterApiClientArgs, 'input'>>;
  registerClientKey?: Resolver<ResolversTypes['ApiClientPayload'], ParentType, ContextType, RequireFields<MutationRegisterClientKeyArgs, 'input'>>;
  retireDocuments?: Resolver<ResolversTypes['RetireDocumentsPayload'], ParentType, ContextType, RequireFields<MutationRetireDocumentsArgs, 'input'>>;
  revokeClientKey?: Resolver<ResolversTypes['ApiClientPayload'], ParentType, ContextType, RequireFields<MutationRevokeClientKeyArgs, 'input'>>;
  setClientMode?: Resolver<ResolversTypes['ApiClientPayload'], ParentType, ContextType, RequireFields<MutationSetClientModeArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PublishManifestPayloadResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['PublishManifestPayload'] = ResolversParentTypes['PublishManifestPayload']> = {
  added?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  documents?: Resolver<ReadonlyArray<ResolversTypes['PublishedDocument']>, ParentType, ContextType>;
  kept?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  manifest?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PublishedDocumentResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['PublishedDocument'] = ResolversParentTypes['PublishedDocument']> = {
  documentId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  maxCost?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  apiClient?: Resolver<Maybe<ResolversTypes['ApiClient']>, ParentType, ContextType, RequireFields<QueryApiClientArgs, 'client'>>;
  apiClients?: Resolver<ResolversTypes['ApiClientConnection'], ParentType, ContextType, RequireFields<QueryApiClientsArgs, 'first'>>;
  documentUsage?: Resolver<ResolversTypes['String'], ParentType, ContextType, RequireFields<QueryDocumentUsageArgs, 'days'>>;
};

export type RetireDocumentsPayloadResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['RetireDocumentsPayload'] = ResolversParentTypes['RetireDocumentsPayload']> = {
  inUse?: Resolver<ReadonlyArray<ResolversTypes['DocumentInUse']>, ParentType, ContextType>;
  retired?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SentDocumentResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['SentDocument'] = ResolversParentTypes['SentDocument']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  documentId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UnknownDocumentResolvers<ContextType = OperationsContext, ParentType extends ResolversParentTypes['UnknownDocument'] = ResolversParentTypes['UnknownDocument']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  sample?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = OperationsContext> = {
  ApiClient?: ApiClientResolvers<ContextType>;
  ApiClientConnection?: ApiClientConnectionResolvers<ContextType>;
  ApiClientPayload?: ApiClientPayloadResolvers<ContextType>;
  ClientDocument?: ClientDocumentResolvers<ContextType>;
  ClientDocumentConnection?: ClientDocumentConnectionResolvers<ContextType>;
  ClientKey?: ClientKeyResolvers<ContextType>;
  ClientManifest?: ClientManifestResolvers<ContextType>;
  ClientManifestConnection?: ClientManifestConnectionResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DocumentInUse?: DocumentInUseResolvers<ContextType>;
  ModeReport?: ModeReportResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PublishManifestPayload?: PublishManifestPayloadResolvers<ContextType>;
  PublishedDocument?: PublishedDocumentResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RetireDocumentsPayload?: RetireDocumentsPayloadResolvers<ContextType>;
  SentDocument?: SentDocumentResolvers<ContextType>;
  UnknownDocument?: UnknownDocumentResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = OperationsContext> = {
  access?: AccessDirectiveResolver<any, any, ContextType>;
};
