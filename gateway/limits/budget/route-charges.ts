import type { RootFieldLimit } from './root-field-limits.ts';

/** What a request costs whose route is no operation of the graph. */
export interface RouteCharge {
  /** In the units of an operation's cost; paid from the same bucket. */
  readonly cost: number;
  /** How often an address and a principal may use it. */
  readonly limit?: RootFieldLimit;
  /** Whether a cache may give the answer to somebody else, whom the budget of the first one says nothing. */
  readonly isPublic?: boolean;
}

/**
 * Fixed, because what a file costs is not known before it is there. A full budget of cost is 500 uploads a minute, 1,000 downloads, 5,000
 * bundles of the log; of its public files there is one for each request that the burst breaker lets through. None of them counts as a
 * request of the graph: a file has been paid for once, with the operation that issued its link.
 */
export const ROUTE_CHARGES = {
  // A signature to check and a session to make, before anybody is known; and a place to guess at.
  'POST /oauth/token': { cost: 100, limit: { perMinute: 30, failClosed: true } },
  'PUT /files/u': { cost: 200 },
  'GET /files/d': { cost: 100 },
  'GET /files/p': { cost: 100 },
  'GET /log/checkpoint': { cost: 5, isPublic: true },
  'GET /log/tile': { cost: 5, isPublic: true },
  'GET /log/tile/entries': { cost: 20 },
  // An entry of the log and a walk over a part of it.
  'GET /log/excerpts': { cost: 1_000, limit: { perMinute: 10, failClosed: true } },
} as const satisfies Readonly<Record<string, RouteCharge>>;

export type ChargedRoute = keyof typeof ROUTE_CHARGES;

export function routeCharge(route: ChargedRoute): RouteCharge {
  return ROUTE_CHARGES[route];
}

/** A name of `ROUTE_CHARGES` that has a limit of its own, for settings. */
export const LIMITED_ROUTE = new RegExp(
  `^(${Object.entries<RouteCharge>(ROUTE_CHARGES)
    .flatMap(([route, { limit }]) => (limit === undefined ? [] : [route]))
    .join('|')})$`,
);
