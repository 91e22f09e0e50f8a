import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyCheckpoint } from '@sigstore/verify/dist/tlog/checkpoint.js';
import { verifyMerkleInclusion } from '@sigstore/verify/dist/tlog/merkle.js';
import { factEvent, somebody } from '../../subgraphs/audit/testing/events.ts';
import { startRunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import type { AppendReceipt } from '#platform/audit';
import type { RunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';

// Everything here that says whether a proof holds was written by others, for another log: Sigstore's client for its own.

type Entry = Parameters<typeof verifyMerkleInclusion>[0];
type Log = Parameters<typeof verifyCheckpoint>[1][number];

/** DER in front of the 32 bytes of an Ed25519 key (RFC 8410 section 4). */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');

let audit: RunningAudit;
let log: Log;
let receipts: AppendReceipt[];

beforeAll(async () => {
  audit = await startRunningAudit();
  log = logOf(audit.vkey);
  receipts = await appendInBatches([1, 1, 2, 5, 31, 64, 64]);
});

afterAll(async () => {
  await audit.close();
});

async function appendInBatches(sizes: readonly number[]): Promise<AppendReceipt[]> {
  const appended: AppendReceipt[] = [];
  for (const size of sizes) {
    const events = Array.from({ length: size }, () => factEvent(somebody()));
    const call = { method: 'POST', path: '/internal/append', json: { events }, requestId: 'r-1' } as const;
    appended.push(...((await audit.as('case').service.callJson(call)) as { receipts: AppendReceipt[] }).receipts);
  }
  return appended;
}

/** The log by its verifier key (C2SP signed-note), as that library wants it. */
function logOf(vkey: string): Log {
  const [name = '', id = ''] = vkey.split('+', 2);
  const key = Buffer.from(vkey.slice(name.length + id.length + 2), 'base64').subarray(1);
  const publicKey = createPublicKey({ key: Buffer.concat([ED25519_SPKI, key]), format: 'der', type: 'spki' });
  const always = { start: new Date(0), end: new Date(8_640_000_000_000_000) };
  return { logID: Buffer.from(id, 'hex'), baseURL: name, publicKey, validFor: always };
}

/** The lines of a proof file (C2SP tlog-proof), taken apart by hand. */
function entryOf({ leaf, proof }: Pick<AppendReceipt, 'leaf' | 'proof'>): Entry {
  const end = proof.indexOf('\n\n');
  const [, index = '', ...hashes] = proof.slice(0, end).split('\n');
  return {
    canonicalizedBody: Buffer.from(leaf),
    inclusionProof: {
      logIndex: index.slice('index '.length),
      hashes: hashes.map((hash) => Buffer.from(hash, 'base64')),
      checkpoint: { envelope: proof.slice(end + 2) },
    },
  } as unknown as Entry;
}

function verify(receipt: Pick<AppendReceipt, 'leaf' | 'proof'>, by: Log = log): void {
  const entry = entryOf(receipt);
  verifyMerkleInclusion(entry, verifyCheckpoint(entry, [by]));
}

function receiptAt(at: number): AppendReceipt {
  const receipt = receipts[at];
  if (receipt === undefined) throw new Error(`there is no receipt ${String(at)}`);
  return receipt;
}

describe('[R-113] a verifier that others wrote', () => {
  test('accepts every receipt of the running log', () => {
    expect(receipts).toHaveLength(168);
    for (const receipt of receipts)
      expect(() => {
        verify(receipt);
      }).not.toThrow();
  });

  test('refuses a changed entry, and the proof of another one', () => {
    for (const [at, receipt] of receipts.entries()) {
      expect(() => {
        verify({ ...receipt, leaf: receipt.leaf.replace('"DENIED"', '"OK"') });
      }).toThrow('root hash');
      const other = receiptAt((at + 1) % receipts.length);
      expect(() => {
        verify({ leaf: other.leaf, proof: receipt.proof });
      }).toThrow('root hash');
    }
  });

  test('refuses a checkpoint with another size, and one of another log', async () => {
    const { leaf, proof } = receiptAt(100);
    const grown = proof.replace(/^(\d+)$/m, (size) => String(Number(size) + 1));
    expect(grown).not.toBe(proof);
    expect(() => {
      verify({ leaf, proof: grown });
    }).toThrow('invalid checkpoint signature');
    const other = await startRunningAudit();
    await other.close();
    expect(() => {
      verify({ leaf, proof }, logOf(other.vkey));
    }).toThrow('invalid checkpoint signature');
  });
});
