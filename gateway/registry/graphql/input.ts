import { z } from 'zod';
import { CLIENT_NAME } from '../../documents/clients.ts';
import { KEPT_DAYS } from '../use-days.ts';
import { PARTY_NAMES, MODE_NAMES } from './names.ts';

/** Name of a client. Whether there is one is another question. */
export const clientName = z.string().regex(CLIENT_NAME, 'is not the name of a client');
export const mode = z.enum(['OPEN', 'LOG_UNKNOWN', 'SAFELIST', 'IDS_ONLY']).transform((name) => MODE_NAMES[name]);
export const party = z.enum(['FIRST', 'PARTNER']).transform((name) => PARTY_NAMES[name]);
/** How many days back, of those that are counted. */
export const days = z
  .int()
  .min(1, `must be 1 to ${String(KEPT_DAYS)}`)
  .max(KEPT_DAYS, `must be 1 to ${String(KEPT_DAYS)}`);
/** A moment, to the form in which the registry takes it. */
export const moment = z.iso
  .datetime({ offset: true, error: 'is not an RFC 3339 date-time' })
  .transform((value) => new Date(value).toISOString());
export const kid = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is not the name of a key');
/** 32 bytes. */
export const publicKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is not an Ed25519 public key');
