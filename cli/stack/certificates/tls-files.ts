import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type { ServiceTls } from '#platform/http';

/** The three files of one name, in PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** @returns where the files of `name` are below `folder` */
export function tlsFiles(folder: string, name: string): TlsFiles {
  return {
    cert: path.join(folder, name, 'certificate.pem'),
    key: path.join(folder, name, 'key.pem'),
    ca: path.join(folder, 'ca.pem'),
  };
}

/** @returns what the files of `name` hold */
export async function readTlsFiles(folder: string, name: string): Promise<ServiceTls> {
  const { cert, key, ca } = tlsFiles(folder, name);
  return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8'), ca: await readFile(ca, 'utf8') };
}
