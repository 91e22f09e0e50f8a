import type { ApolloGateway, Experimental_DidResolveQueryPlanCallback, GraphQLDataSource } from '@apollo/gateway';

/** What the planner knows of a request once it has a plan. */
export type ResolvedPlan = Parameters<Experimental_DidResolveQueryPlanCallback>[0];

type AnyNode = NonNullable<ResolvedPlan['queryPlan']['node']>;
export type FetchNode = Extract<AnyNode, { readonly kind: 'Fetch' }>;
export type FlattenNode = Extract<AnyNode, { readonly kind: 'Flatten' }>;
export type ConditionNode = Extract<AnyNode, { readonly kind: 'Condition' }>;
export type PlanNode = FlattenNode['node'];

/** A selection of the fields that a subgraph is given of an entity, to find it and to answer with. */
export type RequiredSelection = NonNullable<FetchNode['requires']>[number];
/** A change of what is sent or answered, such as back to the alias that the client gave. */
export type DataRewrite = NonNullable<FetchNode['inputRewrites']>[number];

export type Executor = ApolloGateway['executor'];
export type ExecutorRequest = Parameters<Executor>[0];
export type ExecutorResult = Awaited<ReturnType<Executor>>;

/** How each subgraph is called, by its name in the supergraph. */
export type Transports = Readonly<Record<string, GraphQLDataSource>>;

/** An object of an answer, as it was parsed. */
export type JsonObject = Record<string, unknown>;

/** Keys into an answer; `@` stands for every element of a list. */
export type AnswerPath = readonly (string | number)[];
