import { fileTypeFromBuffer } from 'file-type';
import { AppError } from '#platform/errors';
import type { MediaType } from '../domain/document.ts';

/** What `file-type` asks for to recognise everything it knows. */
export const SAMPLE_BYTES = 4_100;

/**
 * Attack: a page, a script or an archive under the name of a picture. The first bytes must be those of the announced type;
 * text has no first bytes of its own, so it must be of no known type, and `createTextCheck` looks at all of it.
 * @param sample the first `SAMPLE_BYTES`, or all when there are fewer
 * @throws AppError UPLOAD_TYPE_MISMATCH
 */
export async function checkMediaType(sample: Uint8Array, claimed: MediaType): Promise<void> {
  const found = await fileTypeFromBuffer(sample);
  const expected = claimed === 'text/plain' ? undefined : claimed;
  if (found?.mime !== expected) throw new AppError('UPLOAD_TYPE_MISMATCH');
}

/** Looks at text piece by piece. */
export interface TextCheck {
  /** @throws AppError UPLOAD_TYPE_MISMATCH */
  add(piece: Uint8Array): void;
  /** @throws AppError UPLOAD_TYPE_MISMATCH when the text ends in the middle of a character */
  end(): void;
}

/** Text is UTF-8 without NUL. */
export function createTextCheck(): TextCheck {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (piece: Uint8Array, stream: boolean): void => {
    try {
      decoder.decode(piece, { stream });
    } catch (cause) {
      throw new AppError('UPLOAD_TYPE_MISMATCH', { cause });
    }
  };
  return {
    add(piece) {
      if (piece.includes(0)) throw new AppError('UPLOAD_TYPE_MISMATCH');
      decode(piece, true);
    },
    end() {
      decode(new Uint8Array(), false);
    },
  };
}
