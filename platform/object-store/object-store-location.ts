import { resolve } from 'node:path';
import { z } from 'zod';

/** Where objects are kept, as configured. */
export type ObjectStoreLocation =
  | { readonly kind: 'directory'; /** Absolute. */ readonly path: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly region: string;
      /** Origin of an S3-compatible store; absent for AWS itself. Strict environments should require `https://`. */
      readonly endpoint?: string;
    };

const BUCKET = /^(?=.{3,63}$)[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)*$/;
const REGION = /^[a-z0-9][a-z0-9-]{1,31}$/;
const DIRECTORY_PREFIX = 'directory:';

const s3ParametersSchema = z.strictObject({
  region: z.string().regex(REGION, 'region is not an S3 region'),
  endpoint: z
    .string()
    .refine(isPlainOrigin, 'endpoint must be an http or https origin without credentials, path or query')
    .optional(),
});

/**
 * Reads a location: `directory:<path>` or `s3://<bucket>?region=<region>&endpoint=<origin>` (endpoint only for stores other than AWS).
 * Credentials have no place in it; they come from the SDK's own environment chain.
 * @throws TypeError that says what is wrong without repeating the value
 */
export function parseObjectStoreLocation(text: string): ObjectStoreLocation {
  if (text.startsWith(DIRECTORY_PREFIX)) return parseDirectory(text.slice(DIRECTORY_PREFIX.length));
  if (text.startsWith('s3://')) return parseS3(text);
  throw new TypeError('must be directory:<path> or s3://<bucket>?region=<region>');
}

/** The same as a schema, for the configuration of a service. */
export const objectStoreLocationSchema = z.string().transform((text, refinement): ObjectStoreLocation => {
  try {
    return parseObjectStoreLocation(text);
  } catch (error) {
    refinement.addIssue({ code: 'custom', message: error instanceof TypeError ? error.message : 'is not valid' });
    return z.NEVER;
  }
});

/** Whether what is kept there is out of this machine, and reached over https. */
export function isS3OverHttps(store: ObjectStoreLocation | undefined): boolean {
  return store?.kind === 's3' && (store.endpoint === undefined || store.endpoint.startsWith('https://'));
}

function parseDirectory(path: string): ObjectStoreLocation {
  if (path.trim() === '' || path.includes('\0')) throw new TypeError('directory: needs a path');
  return { kind: 'directory', path: resolve(path) };
}

function parseS3(text: string): ObjectStoreLocation {
  const url = URL.parse(text);
  if (url === null) throw new TypeError('is not a URL');
  if (url.username !== '' || url.password !== '') throw new TypeError('must not hold credentials');
  if (!BUCKET.test(url.host) || !['', '/'].includes(url.pathname) || url.hash !== '')
    throw new TypeError('must name just a bucket');
  const entries = [...url.searchParams];
  if (new Set(entries.map(([name]) => name)).size !== entries.length)
    throw new TypeError('must name each parameter once');
  const parameters = s3ParametersSchema.safeParse(Object.fromEntries(entries));
  if (!parameters.success) {
    // Messages of the schema, not of the value: an unknown parameter could be a secret in the wrong place.
    const [issue] = parameters.error.issues;
    throw new TypeError(
      issue?.code === 'unrecognized_keys'
        ? 'has a parameter other than region and endpoint'
        : (issue?.message ?? 'is not valid'),
    );
  }
  const { region, endpoint } = parameters.data;
  return {
    kind: 's3',
    bucket: url.host,
    region,
    ...(endpoint === undefined ? {} : { endpoint: new URL(endpoint).origin }),
  };
}

function isPlainOrigin(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return false;
  return (
    url.username === '' &&
    url.password === '' &&
    ['', '/'].includes(url.pathname) &&
    url.search === '' &&
    url.hash === ''
  );
}
