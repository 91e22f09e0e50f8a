import { ACCESS_DIRECTIVE_SDL } from '#platform/access';
import { AppError } from '#platform/errors';
import type { Caller } from '#platform/auth';

/** A small subgraph in which each coordinate shows one rule. */
export const SAMPLE_SDL = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  ${ACCESS_DIRECTIVE_SDL}
  type Query {
    open: String @access(public: true, reason: "anybody may see it")
    own: Thing @access(roles: ["principal"], owner: "OWNER")
    things: [Thing!]! @access(roles: ["principal"], owner: "OWNER")
    operators: String @access(roles: ["operator"], owner: "NONE", reason: "no object")
    fresh: String @access(owner: "NONE", reason: "no object", stepUpSeconds: 300)
    failing(how: String!): String @access(public: true, reason: "to see errors")
    echo(input: EchoInput): String @access(public: true, reason: "to see coercion")
  }
  type Mutation {
    change: String @access(roles: ["principal"], scopes: ["write:limited"], owner: "OWNER", audit: "case.case.create")
  }
  type Thing @key(fields: "id") @access(roles: ["principal"], scopes: ["read:all"], owner: "OWNER") {
    id: ID!
    text: String
    secret: String @access(roles: ["principal"], scopes: ["read:all"], tiers: ["red"], owner: "OWNER")
    author: Person
  }
  type Person @key(fields: "id", resolvable: false) { id: ID! }
  input EchoInput { number: Int!, nested: EchoInput, list: [Int!] }
`;

export interface SampleResolvers {
  /** Coordinates whose resolver ran. */
  readonly ran: string[];
  readonly resolvers: Record<string, unknown>;
}

export function sampleResolvers(): SampleResolvers {
  const ran: string[] = [];
  const thing = (id: string): unknown => ({
    id,
    text: 'text',
    secret: 'canary-secret',
    author: { id: `author-of-${id}` },
  });
  const ranAnd = <Result>(coordinate: string, result: Result): Result => {
    ran.push(coordinate);
    return result;
  };
  return {
    ran,
    resolvers: {
      Query: {
        open: () => ranAnd('Query.open', 'open'),
        own: () => ranAnd('Query.own', thing('own')),
        things: () =>
          ranAnd(
            'Query.things',
            Array.from({ length: 20 }, (_, at) => thing(String(at))),
          ),
        operators: () => ranAnd('Query.operators', 'operators'),
        fresh: () => ranAnd('Query.fresh', 'fresh'),
        failing: (_parent: unknown, { how }: { how: string }) => fail(how),
        echo: () => ranAnd('Query.echo', 'echo'),
      },
      Mutation: { change: () => ranAnd('Mutation.change', 'changed') },
      Thing: { __resolveReference: ({ id }: { id: string }) => ranAnd('Thing.__resolveReference', thing(id)) },
    },
  };
}

function fail(how: string): never {
  switch (how) {
    case 'known':
      throw new AppError('CONFLICT', { detail: 'Somebody was faster.', cause: new Error('canary-internal') });
    case 'fields':
      throw new AppError('BAD_USER_INPUT', { fields: { 'input.title': ['is too long'] } });
    default:
      throw new TypeError('canary-internal: connect postgres://user:canary-password@db');
  }
}

export const NOW_MS = 1_790_000_000_000;

export function sampleCaller(change: Partial<Caller> = {}): Caller {
  return {
    kind: 'human',
    principalId: '0190a000-0000-7000-8000-000000000001',
    tenantId: '0190a000-0000-7000-8000-000000000002',
    role: 'principal',
    scopes: ['read:all', 'write:limited'],
    tiers: ['green', 'amber'],
    acr: 'aal2',
    authTime: NOW_MS / 1000 - 10,
    sessionId: '0190a000-0000-7000-8000-000000000003',
    clientId: 'web',
    grants: [],
    tokenExpiresAt: NOW_MS / 1000 + 60,
    ...change,
  };
}
