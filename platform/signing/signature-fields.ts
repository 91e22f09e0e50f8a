/** The parameters of a signature that vary from request to request. */
export interface SignatureParameters {
  /** Epoch seconds. */
  readonly created: number;
  /** 128 random bits in base64url. */
  readonly nonce: string;
  readonly keyId: string;
}

/** A received signature, split but not yet believed. */
export interface ReceivedSignature extends SignatureParameters {
  /** The inner list as received. */
  readonly list: string;
  /** Everything after the label: the value of `@signature-params`. */
  readonly parameters: string;
  /** 32 bytes. */
  readonly signature: Buffer;
}

const MAX_INPUT_CHARACTERS = 512;
/** The inner list is compared with the expected one afterwards, so its pattern only has to be bounded and without line breaks. */
const INPUT_PATTERN =
  /^sig1=((\([a-z0-9@" -]{2,256}\));created=([1-9][0-9]{0,11});nonce="([A-Za-z0-9_-]{22})";keyid="([a-z0-9][a-z0-9._-]{0,63})";alg="hmac-sha256";tag="lifeready")$/;
/** 32 bytes in the one canonical base64 spelling, so that a signature has exactly one form. */
const SIGNATURE_PATTERN = /^sig1=:([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=):$/;

/** The value of `@signature-params`. All parameters are always written, in this order. */
export function formatParameters(list: string, { created, nonce, keyId }: SignatureParameters): string {
  return `${list};created=${String(created)};nonce="${nonce}";keyid="${keyId}";alg="hmac-sha256";tag="lifeready"`;
}

/** The `signature-input` field value. */
export function formatSignatureInput(parameters: string): string {
  return `sig1=${parameters}`;
}

/** The `signature` field value. */
export function formatSignature(signature: Buffer): string {
  return `sig1=:${signature.toString('base64')}:`;
}

/**
 * Reads the two fields in exactly the form we write: one label, every parameter once, in order, one spelling.
 * @returns the parts, or `undefined` for anything else
 */
export function parseSignatureFields(input: string, signature: string): ReceivedSignature | undefined {
  if (input.length > MAX_INPUT_CHARACTERS) return undefined;
  const [, parameters, list, created, nonce, keyId] = INPUT_PATTERN.exec(input) ?? [];
  const [, encoded] = SIGNATURE_PATTERN.exec(signature) ?? [];
  if (
    parameters === undefined ||
    list === undefined ||
    nonce === undefined ||
    keyId === undefined ||
    encoded === undefined
  )
    return undefined;
  return { parameters, list, created: Number(created), nonce, keyId, signature: Buffer.from(encoded, 'base64') };
}
