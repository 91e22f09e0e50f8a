import type { DocumentMode, Party } from '../../documents/clients.ts';
import type { ManifestFormat } from '../types.ts';
import type { ClientMode, ClientParty, ManifestFormat as FormatName } from './generated/resolvers.ts';

/** What the schema calls the modes, the parties and the formats. */
export const MODE_NAMES: Readonly<Record<ClientMode, DocumentMode>> = {
  OPEN: 'open',
  LOG_UNKNOWN: 'log-unknown',
  SAFELIST: 'safelist',
  IDS_ONLY: 'ids-only',
};
export const PARTY_NAMES: Readonly<Record<ClientParty, Party>> = { FIRST: 'first', PARTNER: 'partner' };

const MODES: Readonly<Record<DocumentMode, ClientMode>> = {
  open: 'OPEN',
  'log-unknown': 'LOG_UNKNOWN',
  safelist: 'SAFELIST',
  'ids-only': 'IDS_ONLY',
};
const FORMATS: Readonly<Record<ManifestFormat, FormatName>> = {
  apollo: 'APOLLO',
  relay: 'RELAY',
  'key-value': 'KEY_VALUE',
};

export const modeName = (mode: DocumentMode): ClientMode => MODES[mode];
export const partyName = (party: Party): ClientParty => (party === 'first' ? 'FIRST' : 'PARTNER');
export const formatName = (format: ManifestFormat): FormatName => FORMATS[format];
