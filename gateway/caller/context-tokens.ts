import { LRUCache } from 'lru-cache';
import { tokenHash } from '#platform/auth';
import { AppError } from '#platform/errors';
import type { AccessTokenClaims, Caller } from '#platform/auth';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/logging';

/** The bound on how long a revoked session or grant still works when no message tells. */
const REMEMBER_MS = 5_000;
const MAX_SESSIONS = 10_000;
const REVOCATION = /^(session|principal):([0-9a-f-]{36})$/;

/** Identity's word about a caller, and what it says. */
export interface CallerContext {
  readonly contextToken: string;
  readonly caller: Caller;
}

export interface ContextTokens {
  /** @throws AppError UNAUTHENTICATED when identity refuses; SERVICE_UNAVAILABLE when it cannot be asked and nothing is remembered */
  get(accessToken: string, claims: AccessTokenClaims, requestId: string): Promise<CallerContext>;
  /** Forgets what a revocation message (`session:<id>` or `principal:<id>`) is about. */
  revoke(message: string): void;
}

export interface ContextTokensDeps {
  /** Exchanges an access token at identity for a context token. */
  readonly exchange: (call: { accessToken: string; clientId: string; requestId: string }) => Promise<string>;
  readonly verify: (contextToken: string) => Promise<Caller>;
  readonly clock: Clock;
  readonly logger: Logger;
}

type Session = Pick<Caller, 'sessionId' | 'principalId'>;

/** A question to identity of which the answer may be remembered, and given to requests that come meanwhile. */
interface Exchange extends Session {
  readonly answer: Promise<CallerContext>;
}

/**
 * Context tokens of the callers seen lately, at most five seconds old and gone at once on a revocation message. Requests that
 * arrive together share one exchange.
 *
 * Attack: a session that goes on because identity was asked just before it ended. Rule: with a revocation, what was asked for before it is
 * neither remembered nor shared any more; whoever comes after it asks after it.
 */
export function createContextTokens(deps: ContextTokensDeps): ContextTokens {
  const remembered = new LRUCache<string, CallerContext>({
    max: MAX_SESSIONS,
    ttl: REMEMBER_MS,
    ttlResolution: 0,
    perf: { now: () => deps.clock.now() },
  });
  const underWay = new Map<string, Exchange>();

  function ask(key: string, accessToken: string, claims: AccessTokenClaims, requestId: string): Exchange {
    const fetchContext = async (): Promise<CallerContext> => {
      // Not before it stands among those that a revocation ends.
      await Promise.resolve();
      const context = await exchangeAndVerify(deps, accessToken, claims, requestId);
      const ttl = Math.min(REMEMBER_MS, context.caller.tokenExpiresAt * 1000 - deps.clock.now());
      if (ttl > 0 && underWay.get(key) === exchange) remembered.set(key, context, { ttl });
      return context;
    };
    const exchange = { sessionId: claims.sid, principalId: claims.sub, answer: fetchContext() };
    underWay.set(key, exchange);
    return exchange;
  }

  return {
    async get(accessToken, claims, requestId) {
      const key = tokenHash(accessToken);
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const exchange = underWay.get(key) ?? ask(key, accessToken, claims, requestId);
      try {
        return await exchange.answer;
      } finally {
        if (underWay.get(key) === exchange) underWay.delete(key);
      }
    },
    revoke(message) {
      const [, kind, id] = REVOCATION.exec(message) ?? [];
      // A message nobody understands may be about anybody.
      if (kind === undefined) {
        deps.logger.warn('a revocation message was not understood; every remembered caller is asked for again');
        remembered.clear();
        underWay.clear();
        return;
      }
      const isAbout = ({ sessionId, principalId }: Session): boolean =>
        (kind === 'session' ? sessionId : principalId) === id;
      for (const [key, { caller }] of remembered.entries()) if (isAbout(caller)) remembered.delete(key);
      for (const [key, exchange] of underWay) if (isAbout(exchange)) underWay.delete(key);
    },
  };
}

async function exchangeAndVerify(
  deps: ContextTokensDeps,
  accessToken: string,
  claims: AccessTokenClaims,
  requestId: string,
): Promise<CallerContext> {
  try {
    const contextToken = await deps.exchange({ accessToken, clientId: claims.clientId, requestId });
    const caller = await deps.verify(contextToken);
    // Attack: an answer meant for somebody else.
    if (caller.sessionId !== claims.sid || caller.principalId !== claims.sub || caller.clientId !== claims.clientId) {
      throw new Error('identity answered for another session');
    }
    return { contextToken, caller };
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.status >= 500) {
      deps.logger.error({ err: cause, requestId }, 'the caller could not be established');
    }
    // Whatever went wrong, nobody is known to be calling: never a guess. Who is told to sign in again could not, while identity is away.
    throw isAway(cause) ? cause : new AppError('UNAUTHENTICATED', { cause });
  }
}

function isAway(cause: unknown): cause is AppError {
  return cause instanceof AppError && cause.code === 'SERVICE_UNAVAILABLE';
}
