/** A query of the race, with its variables. */
export interface RaceQuery {
  readonly name: 'small' | 'main' | 'large';
  readonly about: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export const RACE_QUERIES: readonly [RaceQuery, RaceQuery, RaceQuery] = [
  { name: 'small', about: 'one fetch, one object', query: 'query Small { me { id name email } }', variables: {} },
  {
    name: 'main',
    about: 'three fetches, two of them for twenty entities each',
    query:
      'query Main($first: Int!) { products(first: $first) { upc name price reviews { id body author { id name } } } }',
    variables: { first: 20 },
  },
  {
    name: 'large',
    about: 'one fetch, a list of 500',
    query: 'query Large($first: Int!) { products(first: $first) { upc name price weight description tags } }',
    variables: { first: 500 },
  },
];
