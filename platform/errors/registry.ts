/** What the registry says of one error code. */
export interface ErrorCodeEntry {
  /** HTTP status of the answer when the error is the whole answer. */
  readonly status: number;
  /** Short public sentence, the same for every occurrence. */
  readonly title: string;
  /** When it occurs and what the caller can do, for the reference page. */
  readonly description: string;
}

/**
 * Every code that may leave the process, in one place. `docs/reference/errors.md` is generated from it.
 * A code is a promise to clients: it may be added, never renamed.
 */
export const ERROR_CODES = {
  // Input and protocol
  BAD_USER_INPUT: entry(
    400,
    'Some input is not valid',
    'Look at `errors`: it maps each field path to what is wrong with it.',
  ),
  GRAPHQL_PARSE_FAILED: entry(400, 'The document is not valid GraphQL', 'The text could not be parsed.'),
  GRAPHQL_VALIDATION_FAILED: entry(
    400,
    'The document does not fit the schema',
    'A field, argument or type does not exist or is used wrongly.',
  ),
  OPERATION_RESOLUTION_FAILURE: entry(
    400,
    'The operation could not be determined',
    'Name one of the operations of the document.',
  ),
  BAD_REQUEST: entry(400, 'The request is not well formed', 'The body or the URL could not be understood.'),
  BATCHING_NOT_SUPPORTED: entry(400, 'Batched requests are not accepted', 'Send one operation per request.'),
  CSRF_PREVENTED: entry(400, 'The request could be a cross-site forgery', 'Send `content-type: application/json`.'),
  NOT_ACCEPTABLE: entry(
    406,
    'The answer cannot be had in an accepted form',
    'Accept `application/json` or `application/graphql-response+json`; there are no streams.',
  ),
  METHOD_NOT_ALLOWED: entry(405, 'The method is not allowed here', 'Use the method named in the `Allow` header.'),
  URI_TOO_LONG: entry(414, 'The address is too long', 'Send the request by POST.'),
  HEADERS_TOO_LARGE: entry(431, 'The request has too many header fields', 'Send fewer or shorter header fields.'),
  PAYLOAD_TOO_LARGE: entry(413, 'The request body is too large', 'Send a smaller body.'),
  UNSUPPORTED_MEDIA_TYPE: entry(
    415,
    'The content type is not supported',
    'Send JSON in UTF-8, or a document of an allowed type.',
  ),
  RATE_LIMITED: entry(429, 'Too many requests', 'Wait for the time in `Retry-After`.'),
  IDEMPOTENCY_KEY_REUSED: entry(
    422,
    'The idempotency key was used for another request',
    'Nothing was done. Take a new key for each request, and the same one only to repeat it unchanged.',
  ),
  IDEMPOTENCY_IN_PROGRESS: entry(
    409,
    'The first request with this idempotency key still runs',
    'Repeat it, with the same key, after `retryAfterSeconds`.',
  ),
  IDEMPOTENCY_KEY_NOT_TAKEN: entry(
    400,
    'This mutation takes no idempotency key',
    'Nothing was done. Send it without one; docs/idempotency.md lists these mutations with the reason.',
  ),
  // Limits and persisted documents
  MAX_CHARACTERS_LIMIT: entry(400, 'The document is too long', 'Send long values in variables.'),
  MAX_TOKENS_LIMIT: entry(400, 'The document has too many tokens', 'Send a smaller document.'),
  MAX_DEPTH_LIMIT: entry(400, 'The document is nested too deeply', 'Select fewer levels.'),
  MAX_ALIASES_LIMIT: entry(400, 'The document has too many aliases', 'Use fewer aliases.'),
  MAX_ROOT_FIELDS_LIMIT: entry(400, 'The document has too many root fields', 'Split the operation.'),
  MAX_DIRECTIVES_LIMIT: entry(400, 'The document has too many directives', 'Use fewer directives.'),
  MAX_FIELDS_LIMIT: entry(
    400,
    'The document has too many fields',
    'Select fewer fields; fragments count where they are spread.',
  ),
  MAX_OPERATIONS_LIMIT: entry(400, 'The document has too many operations', 'Send the operation that is to run.'),
  MAX_FRAGMENTS_LIMIT: entry(400, 'The document has too many fragments', 'Use fewer fragments.'),
  MAX_VARIABLES_LIMIT: entry(400, 'The document declares too many variables', 'Declare fewer variables.'),
  MAX_LIST_LIMIT: entry(
    400,
    'A list or object has too many elements',
    'Send a shorter list or a smaller object, in the document or in variables.',
  ),
  MAX_NESTING_LIMIT: entry(400, 'A value is nested too deeply', 'Send fewer lists and objects inside each other.'),
  INTROSPECTION_DISABLED: entry(
    400,
    'The schema cannot be asked for here',
    'The schema is published with each release.',
  ),
  COST_ESTIMATED_TOO_EXPENSIVE: entry(
    400,
    'The operation would cost too much',
    'Ask for smaller pages or fewer fields; `estimated` and `max` are in the extensions.',
  ),
  SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE: entry(
    400,
    'The operation would cost one service too much',
    'Ask for smaller pages or fewer fields; `estimated` and `max` are in the extensions.',
  ),
  COST_INVALID_SLICING_ARGUMENTS: entry(
    400,
    'A list needs exactly one paging argument',
    'Give the paging argument named in the schema.',
  ),
  PERSISTED_QUERY_NOT_IN_LIST: entry(
    404,
    'The document id is not registered for this client',
    'Register the document for this client.',
  ),
  PERSISTED_QUERY_ID_REQUIRED: entry(
    400,
    'This client may run registered documents only',
    'Send `documentId` instead of `query`.',
  ),
  CANNOT_SEND_PQ_ID_AND_BODY: entry(400, 'Send a document id or a document, not both', 'Leave out one of the two.'),
  PERSISTED_QUERY_NOT_SUPPORTED: entry(
    400,
    'Automatic persisted queries are not supported',
    'Send the document or a registered id.',
  ),
  PERSISTED_QUERY_NOT_FOUND: entry(
    200,
    'PersistedQueryNotFound',
    'The hash is not known yet. Send it together with the text; Apollo clients do so by themselves.',
  ),
  PERSISTED_QUERY_HASH_MISMATCH: entry(
    400,
    'The hash is not that of the document',
    'Send the SHA-256 of the exact text, in lower-case hex.',
  ),
  QUERY_NOT_IN_SAFELIST: entry(
    403,
    'The document is not registered for this client',
    'Register the document for this client, or send one that is.',
  ),
  // Manifests of clients
  MANIFEST_INVALID: entry(
    400,
    'The manifest is not valid',
    'Look at `errors`: it maps each place, such as `manifest.operations.3.body`, to what is wrong there. Nothing was registered.',
  ),
  MANIFEST_SIGNATURE_INVALID: entry(
    400,
    'The signature of the manifest is not valid',
    'Sign the manifest as it is with the private key whose `kid` it names.',
  ),
  MANIFEST_KEY_INVALID: entry(
    400,
    'The manifest is signed with a key that does not count',
    'The key is not registered for this client, not valid yet, expired or revoked. Register a new one.',
  ),
  MANIFEST_CLIENT_MISMATCH: entry(
    400,
    'The manifest is for another client',
    'A manifest can be published for the client that it names, and for no other.',
  ),
  MANIFEST_EXPIRED: entry(400, 'The manifest has expired', 'Sign it again with a later `expires`.'),
  MANIFEST_ALREADY_PUBLISHED: entry(
    409,
    'The manifest was published before',
    'Nothing was changed. To bring documents back, sign a manifest with them anew.',
  ),
  MANIFEST_DOCUMENT_TOO_EXPENSIVE: entry(
    400,
    'A document of the manifest would cost too much',
    '`document`, `estimated` and `max` are in the extensions. Ask for smaller pages or fewer fields; nothing was registered.',
  ),
  // Who is calling
  UNAUTHENTICATED: entry(401, 'You are not signed in', 'Sign in and send the access token.'),
  STEP_UP_REQUIRED: entry(
    401,
    'A fresh second factor is needed',
    'Call `stepUp` with a current code, then repeat (RFC 9470).',
  ),
  SERVICE_SIGNATURE_INVALID: entry(
    401,
    'The request is not signed by a known service',
    'Only services of this deployment may call this address.',
  ),
  FORBIDDEN: entry(403, 'You may not do this', 'The signed-in role does not allow it.'),
  INVALID_CREDENTIALS: entry(
    401,
    'The e-mail address or the password is not right',
    'The same answer is given for an unknown address.',
  ),
  MFA_CHALLENGE_INVALID: entry(
    401,
    'The challenge is not valid',
    'It is unknown, used, expired or used up. Sign in again.',
  ),
  MFA_CODE_INVALID: entry(401, 'The code is not right', 'Try the next code; `attemptsRemaining` is in the extensions.'),
  REFRESH_TOKEN_INVALID: entry(401, 'The session cannot be renewed', 'Sign in again.'),
  CLIENT_ASSERTION_INVALID: entry(
    401,
    'The client could not be authenticated',
    'Send a fresh private_key_jwt assertion.',
  ),
  EMAIL_TOKEN_INVALID: entry(404, 'The link is not valid any more', 'Ask for a new message.'),
  INVITATION_INVALID: entry(404, 'The invitation is not valid any more', 'Ask for a new invitation.'),
  // Objects
  NOT_FOUND: entry(404, 'There is no such thing', 'It does not exist, or you may not know that it does.'),
  CONFLICT: entry(409, 'The state does not allow this', 'Read the object again; somebody may have changed it.'),
  TRANSITION_NOT_ALLOWED: entry(409, 'The state does not allow this step', '`from` and `to` are in the extensions.'),
  EVIDENCE_INCOMPLETE: entry(409, 'Something is still missing', '`missing` in the extensions names the open slots.'),
  DOCUMENT_NOT_AVAILABLE: entry(409, 'The document has no available version', 'Upload its content first.'),
  // Files
  TICKET_INVALID: entry(
    404,
    'The link is not valid any more',
    'It is unknown, used, expired or for somebody else. Ask for a new one.',
  ),
  UPLOAD_SIZE_MISMATCH: entry(
    422,
    'The content does not have the announced size',
    'Nothing was kept. Ask for a new link.',
  ),
  UPLOAD_HASH_MISMATCH: entry(
    422,
    'The content does not have the announced SHA-256',
    'Nothing was kept. Ask for a new link.',
  ),
  UPLOAD_TYPE_MISMATCH: entry(
    422,
    'The content is not of the announced type',
    'Nothing was kept. Allowed types are in the reference.',
  ),
  UPLOAD_NOT_CLEAN: entry(422, 'The content did not pass the malware scan', 'Nothing was kept.'),
  UPLOAD_INCOMPLETE: entry(400, 'The content was cut off', 'Nothing was kept. Ask for a new link.'),
  // Ourselves
  AUDIT_UNAVAILABLE: entry(503, 'The change could not be recorded', 'Nothing was changed. Try again later.'),
  AUDIT_QUEUE_FULL: entry(503, 'The audit log is busy', 'Try again later.'),
  AUDIT_STANDBY: entry(503, 'This instance of the audit log stands by', 'Ask the one that writes.'),
  AUDIT_EVENT_CONFLICT: entry(
    409,
    'The event was recorded with other content',
    'An event id stands for one event only.',
  ),
  EXCERPT_TOO_LARGE: entry(
    422,
    'The excerpt would be too large',
    'Ask for the excerpt of a case instead of a person; auditors can read the whole log.',
  ),
  SUBGRAPH_UNAVAILABLE: entry(
    503,
    'A part of the service is not available',
    'The rest of the answer is complete. Try again later.',
  ),
  GATEWAY_TIMEOUT: entry(
    504,
    'The request took too long',
    'Whether a change was made is not known: repeat it with the same idempotency key. Ask for less in one request.',
  ),
  SERVICE_UNAVAILABLE: entry(503, 'The service is not available', 'Try again later.'),
  CIPHERTEXT_INVALID: entry(500, 'Stored content failed its check', 'Nothing was delivered; operators are told.'),
  KEY_UNAVAILABLE: entry(
    503,
    'An encryption key is not available',
    'Nothing was stored or delivered; operators are told.',
  ),
  OBJECT_KEY_INVALID: entry(500, 'A storage reference is not valid', 'Operators are told.'),
  OBJECT_EXISTS: entry(500, 'A storage object exists already', 'Operators are told.'),
  OBJECT_MISSING: entry(500, 'A storage object is missing', 'Operators are told.'),
  INTERNAL_SERVER_ERROR: entry(500, 'Something went wrong', 'Quote the request id to an operator.'),
} as const satisfies Record<string, ErrorCodeEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Whether `value` is a registered code; used where codes come back from other processes. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
}

function entry(status: number, title: string, description: string): ErrorCodeEntry {
  return { status, title, description };
}
