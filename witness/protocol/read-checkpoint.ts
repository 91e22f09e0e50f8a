import { TlogError, decodeBase64, decodeDecimal, openNote, parseNote } from '#platform/tlog';
import type { NoteVerifier } from '#platform/tlog';

const HASH_BYTES = 32;

/** What a checkpoint states about its log. Unlike in `#platform/tlog`, extension lines are let through: they are cosigned too. */
export interface StatedCheckpoint {
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Buffer;
  /** The text that the log signed, and that is cosigned. */
  readonly text: string;
}

export type CheckpointReading =
  | { readonly kind: 'checkpoint'; readonly checkpoint: StatedCheckpoint }
  | { readonly kind: 'malformed' | 'unknown_origin' | 'not_signed_by_the_log' };

/**
 * Reads a signed checkpoint of one of the known logs. The key must be named like the origin, so that no log can speak for
 * another; signatures by unknown keys are ignored, one that fails under a known key condemns the note (C2SP signed-note).
 * @param keysByOrigin keys of each witnessed log
 */
export function readSignedCheckpoint(
  note: Uint8Array,
  keysByOrigin: ReadonlyMap<string, readonly NoteVerifier[]>,
): CheckpointReading {
  const text = textOf(note);
  const checkpoint = text === undefined ? undefined : parseBody(text);
  if (checkpoint === undefined) return { kind: 'malformed' };
  const keys = keysByOrigin.get(checkpoint.origin);
  if (keys === undefined) return { kind: 'unknown_origin' };
  return isSigned(note, keys) ? { kind: 'checkpoint', checkpoint } : { kind: 'not_signed_by_the_log' };
}

function textOf(note: Uint8Array): string | undefined {
  try {
    return parseNote(note).text;
  } catch (error) {
    if (error instanceof TlogError) return undefined;
    throw error;
  }
}

/** Origin, size, root, then extension lines, none of them empty (C2SP tlog-checkpoint). */
function parseBody(text: string): StatedCheckpoint | undefined {
  const lines = text.slice(0, -1).split('\n');
  const [origin = '', sizeText = '', rootText = ''] = lines;
  const size = decodeDecimal(sizeText);
  const root = decodeBase64(rootText);
  if (lines.includes('') || size === undefined || root?.length !== HASH_BYTES) return undefined;
  return { origin, size, root, text };
}

function isSigned(note: Uint8Array, keys: readonly NoteVerifier[]): boolean {
  try {
    openNote(note, keys);
    return true;
  } catch (error) {
    if (error instanceof TlogError) return false;
    throw error;
  }
}
