import { decodeDecimal, openNote, parseNote, serialiseNote } from '#platform/tlog';
import type { NoteVerifier } from '#platform/tlog';

/** A few signature lines. */
const MAX_ANSWER_BYTES = 65_536;

/** What a witness says to a checkpoint (C2SP tlog-witness). */
export type WitnessAnswer =
  /** The checkpoint with the witness's signature added to the log's. */
  | { readonly kind: 'cosigned'; readonly note: Buffer }
  /** It has cosigned up to another size than the client believed. */
  | { readonly kind: 'other_size'; readonly size: number }
  /** The checkpoint does not follow from what it has cosigned. */
  | { readonly kind: 'inconsistent' };

export interface WitnessClient {
  /** @throws Error when it does not answer in time, or not as the protocol says */
  addCheckpoint(
    request: { readonly oldSize: number; readonly proof: readonly Buffer[]; readonly note: Buffer },
    timeoutMs: number,
  ): Promise<WitnessAnswer>;
}

/**
 * Speaks C2SP tlog-witness. The request needs no signature of its own: the checkpoint carries the log's.
 * @param options.url prefix of the witness, below which `add-checkpoint` is
 * @param options.verifier key of the witness; a cosignature by any other counts nothing
 * @param options.fetch over mutual TLS where that is on
 */
export function createWitnessClient(options: {
  readonly url: string;
  readonly verifier: NoteVerifier;
  readonly fetch: typeof fetch;
}): WitnessClient {
  const { url, verifier } = options;
  const target = `${url.replace(/\/$/u, '')}/add-checkpoint`;
  return {
    addCheckpoint: async ({ oldSize, proof, note }, timeoutMs) => {
      const lines = [`old ${String(oldSize)}`, ...proof.map((hash) => hash.toString('base64'))];
      const response = await options.fetch(target, {
        method: 'POST',
        body: `${lines.join('\n')}\n\n${note.toString('utf8')}`,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await readBounded(response);
      if (response.status === 200) return { kind: 'cosigned', note: withCosignature(note, text, verifier) };
      if (response.status === 422) return { kind: 'inconsistent' };
      const size = response.status === 409 ? decodeDecimal(text.replace(/\n$/u, '')) : undefined;
      if (size === undefined) throw new Error(`the witness answered ${String(response.status)}`);
      return { kind: 'other_size', size };
    },
  };
}

/** Moves the one signature that is believed; whatever else stands in the answer is left behind. */
function withCosignature(note: Buffer, lines: string, verifier: NoteVerifier): Buffer {
  const answered = Buffer.concat([note, Buffer.from(lines)]);
  openNote(answered, [verifier]);
  const { text, signatures } = parseNote(answered);
  const own = signatures.filter(({ name, keyId }) => name === verifier.name && keyId === verifier.keyId);
  return serialiseNote({ text, signatures: [...parseNote(note).signatures, ...own.slice(0, 1)] });
}

async function readBounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  if (response.body === null) return '';
  for await (const part of response.body as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > MAX_ANSWER_BYTES) throw new Error('the answer of the witness is too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
