import { parse } from 'graphql';
import type { DocumentNode } from 'graphql';

/** Four subgraphs with whatever federation has that makes a plan difficult. */
const SDL: Readonly<Record<string, string>> = {
  people: `
    type Query {
      me: User!
      users(first: Int, named: String = "x"): [User!]!
      maybeUsers: [User]
      person(id: ID!, kind: Kind): Person
      people: [Person!]
      grid: [[User!]]
    }
    type Mutation { rename(id: ID!, name: String!): User  touch: Int! }
    enum Kind { GOOD BAD SECRET @inaccessible }
    scalar Blob
    interface Person { id: ID! name: String friend: Person }
    type User implements Person @key(fields: "id") @key(fields: "email org { code }") {
      id: ID!
      email: String!
      org: Org!
      name: String @shareable
      kind: Kind
      blob: Blob
      friend: Person
      friends: [User!]
      profile: Profile @shareable
      badges: [Badge] @shareable
      address: Address @shareable
    }
    type Profile { bio: String place: Place @shareable }
    type Place { city: String! }
    type Badge { name: String! }
    type Robot implements Person @key(fields: "id") { id: ID! name: String friend: Person maker: User! serial: Int! }
    type Org @key(fields: "code") { code: String! title: String! @shareable members: [User!]! }
    type Address @shareable { street: String! town: String lines: [String!] }
  `,
  posts: `
    type Query { posts(first: Int): [Post!] feed: [Item!]! anything: Thing search(text: String!): [Thing] }
    type Mutation { publish(input: PostInput!): Post! }
    input PostInput { title: String! tags: [String!] kind: PostKind = SHORT nested: PostInput }
    enum PostKind { SHORT LONG }
    interface Item { id: ID! title: String! author: User }
    union Thing = Post | Photo | User
    type Post implements Item @key(fields: "id") {
      id: ID!
      label: String! @shareable
      title: String!
      kind: PostKind
      author: User @provides(fields: "name")
      blurb: String
      related: [Item]
      length: Int!
    }
    type Photo implements Item @key(fields: "id") @key(fields: "url") {
      id: ID!
      url: String!
      label: String
      title: String!
      author: User
      of: [Thing!]
    }
    type User @key(fields: "id") {
      id: ID! @shareable
      name: String @external
      posts(first: Int = 3): [Post!]
      favourite: Thing
      latest: Item
    }
  `,
  ratings: `
    type Query { top: [Rated!] ratings: [[Rating]] }
    union Rated = Post | Org
    type Rating @shareable { stars: Int! by: User why: String }
    interface Item { label: String }
    type Post implements Item @key(fields: "id") {
      id: ID! @shareable
      label: String! @shareable
      title: String! @external
      length: Int! @external
      score: Float @requires(fields: "title length")
      ratings: [Rating!]
      best: Rating
    }
    type User @key(fields: "email org { code }") {
      email: String! @shareable
      org: Org! @shareable
      address: Address @external
      kind: Kind @external
      level: Int! @requires(fields: "address { town lines } kind")
      rated: [Rated]
    }
    enum Kind { GOOD BAD SECRET @inaccessible }
    type Org @key(fields: "code") { code: String! @shareable rating: Rating! title: String! @external motto: String @requires(fields: "title") }
    type Address @shareable { street: String! town: String lines: [String!] }
  `,
  media: `
    type Query { media: [Media!] mediaOf(id: ID!): Media secret: Hidden @inaccessible covers: [Cover] }
    type Hidden @inaccessible { id: ID! }
    interface Media @key(fields: "id") { id: ID! size: Int! cover: Cover }
    type Video implements Media @key(fields: "id") { id: ID! size: Int! cover: Cover seconds: Float chapters: [Chapter!]! }
    type Sound implements Media @key(fields: "id") { id: ID! size: Int! cover: Cover voices: [User!] }
    type Chapter { title: String media: Media! }
    union Cover = Photo | Video
    type Photo @key(fields: "url") { url: String! @shareable width: Int! height: Int }
    type User @key(fields: "id") { id: ID! @shareable uploads: [Media!] avatar: Photo }
  `,
  tags: `
    type Query { tagged(tag: String!): [Media!]! }
    type Media @key(fields: "id") @interfaceObject { id: ID! tags: [String!]! owner: User similar: [Media] }
    type User @key(fields: "id") { id: ID! @shareable tagged: [Media!] profile: Profile @shareable badges: [Badge] @shareable }
    type Profile { points: Int! place: Place @shareable }
    type Place { code: Int }
    type Badge { since: Int }
  `,
};

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import:
  ["@key", "@requires", "@provides", "@external", "@shareable", "@inaccessible", "@interfaceObject"])`;

export const richSubgraphs: ReadonlyMap<string, DocumentNode> = new Map(
  Object.entries(SDL).map(([name, sdl]) => [name, parse(`${LINK}\n${sdl}`)]),
);
