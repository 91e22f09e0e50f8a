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
