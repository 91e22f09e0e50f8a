import type { GatewayConfig } from '../config.ts';

/** How large a request may be, before it is known what it asks for. */
export interface HttpLimits {
  /** Body of a JSON request; file routes have their own limit. */
  readonly bodyBytes: number;
  /** For the whole body of a JSON request to arrive. */
  readonly bodyTimeMs: number;
  /** Characters of path and parameters; a registered id with its variables is far shorter. */
  readonly urlCharacters: number;
  /** Header fields of one request. Browsers behind two proxies send about thirty. */
  readonly headerFields: number;
  /** Objects and lists inside each other in one body. */
  readonly jsonNesting: number;
  /** Values in one body, however they are nested. */
  readonly jsonValues: number;
}

export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  bodyBytes: 262_144,
  bodyTimeMs: 15_000,
  urlCharacters: 8_192,
  headerFields: 100,
  jsonNesting: 64,
  jsonValues: 10_000,
};

type HttpSettings = Pick<
  GatewayConfig,
  | 'GATEWAY_MAX_BODY_BYTES'
  | 'GATEWAY_BODY_TIMEOUT_MS'
  | 'GATEWAY_MAX_URL_CHARACTERS'
  | 'GATEWAY_MAX_HEADER_FIELDS'
  | 'GATEWAY_MAX_JSON_NESTING'
  | 'GATEWAY_MAX_JSON_VALUES'
>;

/** The limits that the configuration asks for. */
export function httpLimitsOf(config: HttpSettings): HttpLimits {
  return {
    bodyBytes: config.GATEWAY_MAX_BODY_BYTES,
    bodyTimeMs: config.GATEWAY_BODY_TIMEOUT_MS,
    urlCharacters: config.GATEWAY_MAX_URL_CHARACTERS,
    headerFields: config.GATEWAY_MAX_HEADER_FIELDS,
    jsonNesting: config.GATEWAY_MAX_JSON_NESTING,
    jsonValues: config.GATEWAY_MAX_JSON_VALUES,
  };
}
