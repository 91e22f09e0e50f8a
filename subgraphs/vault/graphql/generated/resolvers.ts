import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { PersonMapper, AssetMapper, DocumentMapper, DocumentVersionMapper } from '../mappers.ts';
import type { VaultContext } from '../../context.ts';
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

/** An asset to add. */
export type AddAssetInput = {
  /** Its kind. */
  readonly category: AssetCategory;
  /** What the owner calls it, at most 120 characters. */
  readonly label: Scalars['String']['input'];
  /** Notes, at most 4000 characters; never credentials. */
  readonly notes?: InputMaybe<Scalars['String']['input']>;
  /** Principal for whom a proxy acts; oneself when absent. */
  readonly onBehalfOf?: InputMaybe<Scalars['ID']['input']>;
  /** How sensitive it is. */
  readonly tier?: InputMaybe<Tier>;
};

/** A person to add. */
export type AddPersonInput = {
  /** E-mail address, at most 320 characters. */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** Full name, at most 120 characters. */
  readonly fullName: Scalars['String']['input'];
  /** Principal for whom a proxy acts; oneself when absent. */
  readonly onBehalfOf?: InputMaybe<Scalars['ID']['input']>;
  /** Telephone number in E.164 form, at most 20 characters. */
  readonly phoneE164?: InputMaybe<Scalars['String']['input']>;
  /** What they are to the principal, at most 80 characters. */
  readonly relationship?: InputMaybe<Scalars['String']['input']>;
};

/** Something somebody owns. */
export type Asset = {
  readonly __typename?: 'Asset';
  /** Its kind. */
  readonly category: AssetCategory;
  /** When it was added. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** What the owner calls it. */
  readonly label: Scalars['String']['output'];
  /** Notes; never credentials. */
  readonly notes?: Maybe<Scalars['String']['output']>;
  /** How sensitive it is. */
  readonly tier: Tier;
};

/** Kinds of asset. */
export type AssetCategory =
  /** An account at a bank. */
  | 'BANK_ACCOUNT'
  /** A share in a business. */
  | 'BUSINESS_INTEREST'
  /** An account on the internet; never its credentials. */
  | 'DIGITAL_ACCOUNT'
  /** An insurance policy. */
  | 'INSURANCE_POLICY'
  /** Anything else. */
  | 'OTHER'
  /** Land or buildings. */
  | 'PROPERTY'
  /** A vehicle. */
  | 'VEHICLE';

/** A page of assets. */
export type AssetConnection = {
  readonly __typename?: 'AssetConnection';
  /** The assets. */
  readonly nodes: ReadonlyArray<Asset>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** An added or changed asset. */
export type AssetPayload = {
  readonly __typename?: 'AssetPayload';
  /** The asset. */
  readonly asset: Asset;
};

/** A document. Its versions are immutable; its bytes are encrypted at rest. */
export type Document = {
  readonly __typename?: 'Document';
  /** When it was announced. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The newest version whose bytes are there; null before the first upload. */
  readonly currentVersion?: Maybe<DocumentVersion>;
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** Whose it is. */
  readonly owner: Principal;
  /** Words to find it by. */
  readonly tags: ReadonlyArray<Scalars['String']['output']>;
  /** How sensitive it is. */
  readonly tier: Tier;
  /** Title given by its owner. */
  readonly title: Scalars['String']['output'];
  /** Its kind. */
  readonly type: DocumentType;
  /** All versions, newest first. */
  readonly versions: DocumentVersionConnection;
};


/** A document. Its versions are immutable; its bytes are encrypted at rest. */
export type DocumentVersionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of documents. */
export type DocumentConnection = {
  readonly __typename?: 'DocumentConnection';
  /** The documents. */
  readonly nodes: ReadonlyArray<Document>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** Kinds of document. */
export type DocumentType =
  /** An advance directive. */
  | 'ADVANCE_DIRECTIVE'
  /** Identity document. */
  | 'ID'
  /** A letter of a medical practitioner. */
  | 'MEDICAL_LETTER'
  /** Anything else. */
  | 'OTHER'
  /** An insurance policy. */
  | 'POLICY'
  /** Proof of address. */
  | 'PROOF_OF_ADDRESS'
  /** A statement of account. */
  | 'STATEMENT'
  /** A will or a draft of one. */
  | 'WILL';

/** One version of a document. Never changes once available. */
export type DocumentVersion = {
  readonly __typename?: 'DocumentVersion';
  /** Size in bytes. */
  readonly byteSize: Scalars['Int']['output'];
  /** When it was announced. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** Media type, checked against the bytes. */
  readonly mediaType: Scalars['String']['output'];
  /** 1 for the first. */
  readonly number: Scalars['Int']['output'];
  /** Whether it was scanned. */
  readonly scan: ScanStatus;
  /** SHA-256 of the bytes, lower-case hex. */
  readonly sha256: Scalars['String']['output'];
  /** Its state. */
  readonly status: VersionStatus;
};

/** A page of versions. */
export type DocumentVersionConnection = {
  readonly __typename?: 'DocumentVersionConnection';
  /** The versions. */
  readonly nodes: ReadonlyArray<DocumentVersion>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** Where to get the bytes. */
export type DownloadPayload = {
  readonly __typename?: 'DownloadPayload';
  /** Size in bytes. */
  readonly byteSize: Scalars['Int']['output'];
  /** One-time address on this host: one GET with the bearer token. */
  readonly downloadUrl: Scalars['String']['output'];
  /** Until when it works. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** SHA-256 of the bytes, lower-case hex. */
  readonly sha256: Scalars['String']['output'];
};

/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Adds an asset. */
  readonly addAsset: AssetPayload;
  /** Adds a person. */
  readonly addPerson: PersonPayload;
  /** Answers with a one-time address to GET the bytes of a document's current version from. */
  readonly requestDownload: DownloadPayload;
  /** Announces a document, or a new version of one, and answers with a one-time address to PUT its bytes to. */
  readonly requestUpload: UploadPayload;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationAddAssetArgs = {
  input: AddAssetInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationAddPersonArgs = {
  input: AddPersonInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationRequestDownloadArgs = {
  input: RequestDownloadInput;
};


/** Changes. Each is recorded in the audit log before it is committed, or does not happen. */
export type MutationRequestUploadArgs = {
  input: RequestUploadInput;
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
  /** When they were added. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** E-mail address. */
  readonly email?: Maybe<Scalars['String']['output']>;
  /** Full name. */
  readonly fullName: Scalars['String']['output'];
  /** Identifier. */
  readonly id: Scalars['ID']['output'];
  /** Whose person this is. */
  readonly owner: Principal;
  /** Telephone number in E.164 form. */
  readonly phoneE164?: Maybe<Scalars['String']['output']>;
  /** What they are to the principal. */
  readonly relationship?: Maybe<Scalars['String']['output']>;
};

/** A page of people. */
export type PersonConnection = {
  readonly __typename?: 'PersonConnection';
  /** The people. */
  readonly nodes: ReadonlyArray<Person>;
  /** Where the page ends. */
  readonly pageInfo: PageInfo;
};

/** An added or changed person. */
export type PersonPayload = {
  readonly __typename?: 'PersonPayload';
  /** The person. */
  readonly person: Person;
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
  /** One's assets, or those of somebody who granted access, newest first. Those of a tier the caller does not have are left out. */
  readonly assets: AssetConnection;
  /** One document; null when there is none that the caller may see. */
  readonly document?: Maybe<Document>;
  /** One's documents, or those of somebody who granted access, newest first. Those of a tier the caller does not have are left out. */
  readonly documents: DocumentConnection;
  /** One's people, or those of somebody who granted access, newest first. Empty without the tier amber. */
  readonly people: PersonConnection;
};


/** Everything that can be asked. */
export type QueryAssetsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  onBehalfOf?: InputMaybe<Scalars['ID']['input']>;
};


/** Everything that can be asked. */
export type QueryDocumentArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be asked. */
export type QueryDocumentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  onBehalfOf?: InputMaybe<Scalars['ID']['input']>;
};


/** Everything that can be asked. */
export type QueryPeopleArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  onBehalfOf?: InputMaybe<Scalars['ID']['input']>;
};

/** Which document. */
export type RequestDownloadInput = {
  /** Identifier of the document. */
  readonly documentId: Scalars['ID']['input'];
};

/** What the client says about the bytes it will send. Each claim is checked while they stream in. */
export type RequestUploadInput = {
  /** Size in bytes, 1 to 52428800. */
  readonly byteSize: Scalars['Int']['input'];
  /** Document to add a version to; a new document when absent. */
  readonly documentId?: InputMaybe<Scalars['ID']['input']>;
  /** Media type, one of the allowed ones. */
  readonly mediaType: Scalars['String']['input'];
  /** Principal for whom a proxy adds a new document; oneself when absent. A new version goes to the owner of its document. */
  readonly onBehalfOf?: InputMaybe<Scalars['ID']['input']>;
  /** SHA-256, lower-case hex. */
  readonly sha256: Scalars['String']['input'];
  /** At most 20 words of at most 40 characters. */
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** How sensitive it is; required for a new document. */
  readonly tier?: InputMaybe<Tier>;
  /** Title, at most 160 characters; required for a new document. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** Kind; required for a new document. */
  readonly type?: InputMaybe<DocumentType>;
};

/** Whether a version's bytes were scanned for malware. */
export type ScanStatus =
  /** Scanned and clean. */
  | 'CLEAN'
  /** No scanner runs here (development). */
  | 'NOT_SCANNED';

/** How sensitive something is. Tiers are an allowlist: a caller needs the very tier of an object. */
export type Tier =
  /** Identity, addresses, bank facts, relationships. */
  | 'AMBER'
  /** Operational facts. */
  | 'GREEN'
  /** Health, biometrics, secrets, medical evidence. */
  | 'RED';

/** Where to send the bytes. */
export type UploadPayload = {
  readonly __typename?: 'UploadPayload';
  /** The document. */
  readonly document: Document;
  /** Until when it works. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** One-time address on this host: one PUT with the bearer token, the announced type and the bytes. */
  readonly uploadUrl: Scalars['String']['output'];
  /** The version that is waiting for its bytes. */
  readonly version: DocumentVersion;
};

/** State of a version. */
export type VersionStatus =
  /** Its bytes were checked and kept. */
  | 'AVAILABLE'
  /** Announced; its bytes have not come. */
  | 'PENDING';



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
  Document: Document;
  Person: Person;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Asset:
    ( { __typename: 'Asset' }
    & GraphQLRecursivePick<FederationTypes['Asset'], {"id":true}> );
  Document:
    ( { __typename: 'Document' }
    & GraphQLRecursivePick<FederationTypes['Document'], {"id":true}> );
  Person:
    ( { __typename: 'Person' }
    & GraphQLRecursivePick<FederationTypes['Person'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AddAssetInput: AddAssetInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AddPersonInput: AddPersonInput;
  Asset: ResolverTypeWrapper<AssetMapper>;
  AssetCategory: AssetCategory;
  AssetConnection: ResolverTypeWrapper<Omit<AssetConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversTypes['Asset']> }>;
  AssetPayload: ResolverTypeWrapper<Omit<AssetPayload, 'asset'> & { asset: ResolversTypes['Asset'] }>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Document: ResolverTypeWrapper<DocumentMapper>;
  DocumentConnection: ResolverTypeWrapper<Omit<DocumentConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversTypes['Document']> }>;
  DocumentType: DocumentType;
  DocumentVersion: ResolverTypeWrapper<DocumentVersionMapper>;
  DocumentVersionConnection: ResolverTypeWrapper<Omit<DocumentVersionConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversTypes['DocumentVersion']> }>;
  DownloadPayload: ResolverTypeWrapper<DownloadPayload>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Person: ResolverTypeWrapper<PersonMapper>;
  PersonConnection: ResolverTypeWrapper<Omit<PersonConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversTypes['Person']> }>;
  PersonPayload: ResolverTypeWrapper<Omit<PersonPayload, 'person'> & { person: ResolversTypes['Person'] }>;
  Principal: ResolverTypeWrapper<Principal>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RequestDownloadInput: RequestDownloadInput;
  RequestUploadInput: RequestUploadInput;
  ScanStatus: ScanStatus;
  Tier: Tier;
  UploadPayload: ResolverTypeWrapper<Omit<UploadPayload, 'document' | 'version'> & { document: ResolversTypes['Document'], version: ResolversTypes['DocumentVersion'] }>;
  VersionStatus: VersionStatus;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AddAssetInput: AddAssetInput;
  ID: Scalars['ID']['output'];
  AddPersonInput: AddPersonInput;
  Asset: AssetMapper;
  AssetConnection: Omit<AssetConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversParentTypes['Asset']> };
  AssetPayload: Omit<AssetPayload, 'asset'> & { asset: ResolversParentTypes['Asset'] };
  DateTime: Scalars['DateTime']['output'];
  Document: DocumentMapper;
  DocumentConnection: Omit<DocumentConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversParentTypes['Document']> };
  DocumentVersion: DocumentVersionMapper;
  DocumentVersionConnection: Omit<DocumentVersionConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversParentTypes['DocumentVersion']> };
  DownloadPayload: DownloadPayload;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Person: PersonMapper;
  PersonConnection: Omit<PersonConnection, 'nodes'> & { nodes: ReadonlyArray<ResolversParentTypes['Person']> };
  PersonPayload: Omit<PersonPayload, 'person'> & { person: ResolversParentTypes['Person'] };
  Principal: Principal;
  Query: Record<PropertyKey, never>;
  RequestDownloadInput: RequestDownloadInput;
  RequestUploadInput: RequestUploadInput;
  UploadPayload: Omit<UploadPayload, 'document' | 'version'> & { document: ResolversParentTypes['Document'], version: ResolversParentTypes['DocumentVersion'] };
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

export type AccessDirectiveResolver<Result, Parent, ContextType = VaultContext, Args = AccessDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AssetResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['Asset'] = ResolversParentTypes['Asset'], FederationReferenceType extends FederationReferenceTypes['Asset'] = FederationReferenceTypes['Asset']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Asset']> | FederationReferenceType, FederationReferenceType, ContextType>;
  category?: Resolver<ResolversTypes['AssetCategory'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  notes?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tier?: Resolver<ResolversTypes['Tier'], ParentType, ContextType>;
};

export type AssetConnectionResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['AssetConnection'] = ResolversParentTypes['AssetConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Asset']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AssetPayloadResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['AssetPayload'] = ResolversParentTypes['AssetPayload']> = {
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DocumentResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['Document'] = ResolversParentTypes['Document'], FederationReferenceType extends FederationReferenceTypes['Document'] = FederationReferenceTypes['Document']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Document']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  currentVersion?: Resolver<Maybe<ResolversTypes['DocumentVersion']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  owner?: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  tier?: Resolver<ResolversTypes['Tier'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['DocumentType'], ParentType, ContextType>;
  versions?: Resolver<ResolversTypes['DocumentVersionConnection'], ParentType, ContextType, RequireFields<DocumentVersionsArgs, 'first'>>;
};

export type DocumentConnectionResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['DocumentConnection'] = ResolversParentTypes['DocumentConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Document']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DocumentVersionResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['DocumentVersion'] = ResolversParentTypes['DocumentVersion']> = {
  byteSize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mediaType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  scan?: Resolver<ResolversTypes['ScanStatus'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['VersionStatus'], ParentType, ContextType>;
};

export type DocumentVersionConnectionResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['DocumentVersionConnection'] = ResolversParentTypes['DocumentVersionConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['DocumentVersion']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DownloadPayloadResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['DownloadPayload'] = ResolversParentTypes['DownloadPayload']> = {
  byteSize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  downloadUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addAsset?: Resolver<ResolversTypes['AssetPayload'], ParentType, ContextType, RequireFields<MutationAddAssetArgs, 'input'>>;
  addPerson?: Resolver<ResolversTypes['PersonPayload'], ParentType, ContextType, RequireFields<MutationAddPersonArgs, 'input'>>;
  requestDownload?: Resolver<ResolversTypes['DownloadPayload'], ParentType, ContextType, RequireFields<MutationRequestDownloadArgs, 'input'>>;
  requestUpload?: Resolver<ResolversTypes['UploadPayload'], ParentType, ContextType, RequireFields<MutationRequestUploadArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PersonResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['Person'] = ResolversParentTypes['Person'], FederationReferenceType extends FederationReferenceTypes['Person'] = FederationReferenceTypes['Person']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Person']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fullName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  owner?: Resolver<ResolversTypes['Principal'], ParentType, ContextType>;
  phoneE164?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  relationship?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PersonConnectionResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['PersonConnection'] = ResolversParentTypes['PersonConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Person']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PersonPayloadResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['PersonPayload'] = ResolversParentTypes['PersonPayload']> = {
  person?: Resolver<ResolversTypes['Person'], ParentType, ContextType>;
};

export type PrincipalResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['Principal'] = ResolversParentTypes['Principal']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  assets?: Resolver<ResolversTypes['AssetConnection'], ParentType, ContextType, RequireFields<QueryAssetsArgs, 'first'>>;
  document?: Resolver<Maybe<ResolversTypes['Document']>, ParentType, ContextType, RequireFields<QueryDocumentArgs, 'id'>>;
  documents?: Resolver<ResolversTypes['DocumentConnection'], ParentType, ContextType, RequireFields<QueryDocumentsArgs, 'first'>>;
  people?: Resolver<ResolversTypes['PersonConnection'], ParentType, ContextType, RequireFields<QueryPeopleArgs, 'first'>>;
};

export type UploadPayloadResolvers<ContextType = VaultContext, ParentType extends ResolversParentTypes['UploadPayload'] = ResolversParentTypes['UploadPayload']> = {
  document?: Resolver<ResolversTypes['Document'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  uploadUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['DocumentVersion'], ParentType, ContextType>;
};

export type Resolvers<ContextType = VaultContext> = {
  Asset?: AssetResolvers<ContextType>;
  AssetConnection?: AssetConnectionResolvers<ContextType>;
  AssetPayload?: AssetPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Document?: DocumentResolvers<ContextType>;
  DocumentConnection?: DocumentConnectionResolvers<ContextType>;
  DocumentVersion?: DocumentVersionResolvers<ContextType>;
  DocumentVersionConnection?: DocumentVersionConnectionResolvers<ContextType>;
  DownloadPayload?: DownloadPayloadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Person?: PersonResolvers<ContextType>;
  PersonConnection?: PersonConnectionResolvers<ContextType>;
  PersonPayload?: PersonPayloadResolvers<ContextType>;
  Principal?: PrincipalResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  UploadPayload?: UploadPayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = VaultContext> = {
  access?: AccessDirectiveResolver<any, any, ContextType>;
};
