import { createClamavScanner } from './clamav.ts';
import { createNoScanner } from './no-scanner.ts';
import type { Readable } from 'node:stream';
import type { Scanner } from '../domain/ports.ts';
import type { ClamavAddress } from './clamav.ts';

/** The scanner as configured: none, or a ClamAV daemon. */
export type ScannerLocation = { readonly kind: 'none' } | ({ readonly kind: 'clamav' } & ClamavAddress);

export function openScanner(location: ScannerLocation): Scanner<Readable> {
  switch (location.kind) {
    case 'none':
      return createNoScanner();
    case 'clamav':
      return createClamavScanner(location);
  }
}
