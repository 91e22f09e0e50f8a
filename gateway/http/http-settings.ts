import type { GatewayConfig } from '../config.ts';
import type { HttpLimits } from './http-limits.ts';

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
