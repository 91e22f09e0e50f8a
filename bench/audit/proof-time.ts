import { createReceiptVerifier } from '#platform/audit';
import { parseVerifierKey, verifyProofFile } from '#platform/tlog';
import { timeOfSync } from '../access/repeat.ts';
import { createLog } from './log-in-process.ts';
import { createWorkload } from './workload.ts';

/** Entries of the log that the proof is in: sixteen hashes long. */
const ENTRIES = 40_000;
const AT_A_TIME = 2_000;
const CALLS = 50;

export interface ProofTimes {
  readonly treeSize: number;
  /** Format, signature, path: nothing is remembered from one call to the next. */
  readonly proofMs: number;
  /** Of a whole receipt by the client library, whose checkpoint was seen before. */
  readonly receiptMs: number;
}

/** How long it takes to hold a proof against the log's key. */
export async function measureProofs(): Promise<ProofTimes> {
  const log = await createLog();
  try {
    const sequencer = await log.start();
    const workload = createWorkload();
    for (let count = 0; count < ENTRIES; count += AT_A_TIME) {
      const events = Array.from({ length: AT_A_TIME }, () => workload.fact());
      await sequencer.appendEach({ events, service: 'case' });
    }
    const event = workload.fact();
    const receipt = await sequencer.append({ event, service: 'case' });
    const verifier = parseVerifierKey(log.signer.vkey);
    const [file, leaf] = [Buffer.from(receipt.proof), Buffer.from(receipt.leaf)];
    const verify = createReceiptVerifier(verifier);
    return {
      treeSize: sequencer.checkpoint().size,
      proofMs: timeOfSync(() => verifyProofFile({ file, leaf, verifiers: [verifier], origin: verifier.name }), CALLS),
      receiptMs: timeOfSync(() => {
        verify(event, receipt);
      }, CALLS),
    };
  } finally {
    await log.close();
  }
}
