import type { PathProblemCode } from './bag-path.ts';

/** What can be wrong with a bag. Codes are stable: scripts and tests may compare them. */
export type BagProblemCode =
  | PathProblemCode
  // the archive
  | 'zip.malformed'
  | 'zip.too_large'
  | 'zip.too_many_entries'
  | 'zip.end_record'
  | 'zip.hidden_bytes'
  | 'zip.overlap'
  | 'zip.header_mismatch'
  // one entry
  | 'entry.encrypted'
  | 'entry.method'
  | 'entry.symlink'
  | 'entry.not_regular'
  | 'entry.extra_field'
  | 'entry.too_large'
  | 'entry.ratio'
  | 'entry.data'
  | 'entry.crc'
  | 'entry.outside_top_folder'
  // names beside each other
  | 'name.duplicate'
  | 'name.file_and_folder'
  // the bag
  | 'bag.empty'
  | 'bag.no_payload'
  | 'bag.too_large'
  | 'bag.fetch'
  | 'tagfile.missing'
  | 'tagfile.unexpected'
  | 'tagfile.content'
  | 'tagfile.too_large'
  | 'manifest.malformed_line'
  | 'manifest.duplicate_line'
  | 'manifest.bad_path'
  | 'payload.missing'
  | 'payload.unlisted'
  | 'payload.checksum'
  | 'tagmanifest.missing_line'
  | 'tagmanifest.extra_line'
  | 'tagmanifest.checksum'
  | 'baginfo.malformed_line'
  | 'baginfo.duplicate_label'
  | 'baginfo.missing_label'
  | 'baginfo.oxum';

export interface BagProblem {
  readonly code: BagProblemCode;
  /** Raw entry name for findings in the archive, path inside the top folder for findings in the bag. Not trusted text. */
  readonly path?: string;
  /** For a person; may quote the archive, so it is never markup. */
  readonly detail: string;
}
