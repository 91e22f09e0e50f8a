import { defaultFieldResolver, isIntrospectionType, isObjectType } from 'graphql';
import { AccessPolicyError, decide, denialError, readSchemaPolicies } from '#platform/access';
import { isAuditAction } from '#platform/audit';
import { epochSeconds } from '#platform/clock';
import { AppError } from '#platform/errors';
import { rule, shield } from './shield.ts';
import type { GraphQLFieldResolver, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import type { AccessPolicy, SchemaPolicies } from '#platform/access';
import type { Clock } from '#platform/clock';
import type { DenialRecorder } from '#platform/denials';
import type { RequestContext } from './request-context.ts';

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;
type FieldMiddleware = (resolve: Resolver, ...args: Parameters<Resolver>) => unknown;
type MiddlewareTree = Readonly<Record<string, Readonly<Record<string, FieldMiddleware>>>>;
type ShieldRule = ReturnType<ReturnType<typeof rule>>;
type RuleTree = Readonly<Record<string, Readonly<Record<string, ShieldRule>>>>;

/** What graphql-shield keeps on the context of a request: the answer of each rule that is asked once for a request, by its name. */
interface ShieldMemory {
  readonly _shield?: { readonly cache: Readonly<Record<string, unknown>> };
}

export interface ShieldDeps {
  readonly clock: Clock;
  readonly denials: DenialRecorder;
}

/** Puts the rules of a schema in front of its fields, in place. */
export type EnforceAccess = (schema: GraphQLSchema, deps: ShieldDeps) => SchemaPolicies;

/**
 * Turns the `@access` directives of a subgraph schema into its graphql-shield rule tree (fallback: deny) and puts each rule
 * in front of its field, in place.
 *
 * The tree is applied here and not by `graphql-middleware`, because that rebuilds the schema and loses the reference
 * resolvers of federation. Rules sit on object types too: `_entities` reaches objects without passing a root field.
 * @throws AccessPolicyError when a coordinate has no policy or a wrong one
 */
export function applyShield(schema: GraphQLSchema, deps: ShieldDeps): SchemaPolicies {
  const policies = readSchemaPolicies(schema);
  requireKnownActions(policies);
  const rules = ruleTree(schema, policies, deps);
  const generator = shield(rules, {
    fallbackRule: denyRule,
    fallbackError: (error) => (error instanceof Error ? error : new AppError('FORBIDDEN')),
    allowExternalErrors: true,
  });
  const tree = (generator as unknown as { generate(schema: GraphQLSchema): MiddlewareTree }).generate(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) && !isIntrospectionType(type))
      wrapFields(type, tree[type.name] ?? {}, rules[type.name] ?? {});
  }
  return policies;
}

/** An action that is not in the taxonomy would be refused by the log: better at start-up than in the middle of a change. */
function requireKnownActions(policies: SchemaPolicies): void {
  for (const [typeName, fields] of policies) {
    for (const [fieldName, { audit }] of fields) {
      if (audit === undefined || isAuditAction(audit)) continue;
      throw new AccessPolicyError(`${typeName}.${fieldName}`, `unknown audit action "${audit}"`);
    }
  }
}

/**
 * Every field asks its rule. The first of a rule in a request asks it through graphql-shield, and so does every one that is not
 * let through; the others find its answer, so that a thousand scalars are not a thousand promises.
 */
function wrapFields(type: GraphQLObjectType, middlewares: MiddlewareTree[string], rules: RuleTree[string]): void {
  for (const field of Object.values(type.getFields())) {
    const middleware = middlewares[field.name];
    if (middleware === undefined) throw new Error(`${type.name}.${field.name} has no rule`);
    const { name } = rules[field.name] ?? denyRule;
    const original = (field.resolve ?? defaultFieldResolver) as Resolver;
    field.resolve = (
      parent: unknown,
      args: Parameters<Resolver>[1],
      context: RequestContext,
      info: GraphQLResolveInfo,
    ) =>
      wasLetThrough(context, name)
        ? original(parent, args, context, info)
        : middleware(original, parent, args, context, info);
  }
}

function wasLetThrough(context: RequestContext & ShieldMemory, ruleName: string): boolean {
  return context._shield?.cache[ruleName] === true;
}

function ruleTree(schema: GraphQLSchema, policies: SchemaPolicies, deps: ShieldDeps): RuleTree {
  const tree: Record<string, Record<string, ShieldRule>> = {};
  const rules = new Map<AccessPolicy, ShieldRule>();
  for (const [typeName, fields] of policies) {
    const ofType: Record<string, ShieldRule> = {};
    for (const [fieldName, policy] of fields) {
      const known = rules.get(policy) ?? policyRule(`${typeName}.${fieldName}`, policy, deps);
      rules.set(policy, known);
      ofType[fieldName] = known;
    }
    tree[typeName] = ofType;
  }
  // Only a signed service call gets this far; the rule says so again, should a server be wired without the signature check.
  const hasEntities = schema.getQueryType()?.getFields()['_entities'] !== undefined;
  tree['Query'] = { ...tree['Query'], ...(hasEntities ? { _entities: serviceRule } : {}), _service: serviceRule };
  tree['_Service'] = { sdl: serviceRule };
  return tree;
}

const denyRule = rule('deny', { cache: 'contextual' })(() => new AppError('FORBIDDEN'));

const serviceRule = rule('service', { cache: 'contextual' })(
  (_parent: unknown, _args: unknown, context: RequestContext) =>
    context.callerService === '' ? new AppError('SERVICE_SIGNATURE_INVALID') : true,
);

/** Decides once for each request and policy; the coordinate that is recorded is the first of it that was asked for. */
function policyRule(name: string, policy: AccessPolicy, { clock, denials }: ShieldDeps): ShieldRule {
  return rule(name, { cache: 'contextual' })(
    (_parent: unknown, _args: unknown, context: RequestContext, info: GraphQLResolveInfo) => {
      const { actor, requestId } = context;
      const decision = decide(policy, actor, epochSeconds(clock));
      if (decision.allowed) return true;
      const { reason } = decision;
      const coordinate = `${info.parentType.name}.${info.fieldName}`;
      context.logger.info({ coordinate, reason }, 'access denied');
      denials.record({ actor, coordinate, reason, layer: 'shield', requestId });
      return denialError(reason, policy);
    },
  );
}
