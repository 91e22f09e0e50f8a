import { z } from 'zod';
import { epochSeconds } from '#platform/clock';
import type { Clock } from '#platform/clock';
import { isId, newId } from '#platform/ids';

/** The fully specified name (RFC 9864); the polymorphic `EdDSA` is not accepted. */
export const TOKEN_ALGORITHM = 'Ed25519';

/** `typ` headers, so that one kind of token can never pass for the other (RFC 8725 section 3.11). */
export const TOKEN_TYPES = { access: 'at+jwt', context: 'ctx+jwt' } as const;

/** The claims every token of ours carries (RFC 7519 section 4.1); times in epoch seconds. */
export interface RegisteredClaims {
  iss: string;
  aud: string;
  iat: number;
  nbf: number;
  exp: number;
  jti: string;
}

/** The registered claims of a token issued now, for whoever signs it. */
export function registeredClaims(options: {
  issuer: string;
  audience: string;
  clock: Clock;
  lifeSeconds: number;
}): RegisteredClaims {
  const iat = epochSeconds(options.clock);
  return {
    iss: options.issuer,
    aud: options.audience,
    iat,
    nbf: iat,
    exp: iat + options.lifeSeconds,
    jti: newId(options.clock.now()),
  };
}

export const id = z.string().refine(isId, 'must be an id');
export const seconds = z.int().min(0);
/** Client names are ours to give, so the alphabet is small. */
export const clientId = z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/);

/** One audience as a plain string, although jose takes a list that includes ours: a token for several is good at each of them. */
export const registeredClaimShape = {
  iss: z.string(),
  aud: z.string(),
  iat: seconds,
  nbf: seconds,
  exp: seconds,
  jti: id,
};
