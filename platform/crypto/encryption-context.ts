import canonicalize from 'canonicalize';

/**
 * What a ciphertext belongs to, such as `{tenant, owner, document, version}`. Not secret: it is authenticated, not encrypted, and the
 * same context must be given to decrypt.
 */
export type EncryptionContext = Readonly<Record<string, string>>;

/**
 * The context as bytes: canonical JSON (JCS, RFC 8785) in UTF-8, so that equal contexts give equal bytes whatever their key order.
 * @throws TypeError when a value is not a string: an `undefined` would silently drop out of the binding
 */
export function encodeContext(context: EncryptionContext): Buffer {
  assertStrings(context);
  return canonicalBytes(context);
}

/**
 * The additional data of one of our own formats: the context together with the format's name and the key's id, so that no ciphertext
 * of one format or key can be taken for one of another.
 * @throws TypeError when a value of the context is not a string
 */
export function encodeBoundContext(format: string, keyId: string, context: EncryptionContext): Buffer {
  assertStrings(context);
  return canonicalBytes({ context, format, keyId });
}

function assertStrings(context: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(context)) {
    if (typeof value !== 'string') throw new TypeError(`The encryption context member ${name} is not a string`);
  }
}

function canonicalBytes(value: object): Buffer {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('An encryption context must be an object');
  return Buffer.from(text, 'utf8');
}
