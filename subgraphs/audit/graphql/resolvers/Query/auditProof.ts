import { z } from 'zod';
import { signedIn } from '#platform/auth';
import { parseInput } from '#platform/errors';
import { isId } from '#platform/ids';
import type { AuditContext } from '../../../context.ts';
import type { ReadableEntry } from '../../../log/entry-queries.ts';

const argumentsSchema = z.object({ entryId: z.string().refine(isId, 'is not an id') });

export interface AuditProof {
  readonly entryId: string;
  readonly index: number;
  readonly leaf: string;
  readonly proof: string;
  readonly size: number;
}

/** One entry with its proof. What is not there and what the caller may not read answer alike. */
export async function auditProof(
  _parent: unknown,
  args: { readonly entryId: string },
  context: AuditContext,
): Promise<AuditProof | null> {
  const { entryId } = parseInput(argumentsSchema, args, '');
  const entry = await readEntry(entryId, context);
  if (entry === undefined) return null;
  const { index, leaf } = entry;
  // A cosigned checkpoint may be a minute old; an entry that is younger has its proof in the log's own.
  const published = context.publishedCheckpoint();
  const checkpoint = index < published.size ? published : context.checkpoint();
  return { entryId, index, leaf, proof: await context.proofs.proofIn(index, checkpoint), size: checkpoint.size };
}

/** By each right in turn that the policies of the trails and of the search give the caller. */
async function readEntry(entryId: string, context: AuditContext): Promise<ReadableEntry | undefined> {
  const { tenantId, principalId } = signedIn(context);
  const { size } = context.checkpoint();
  const scope = { tenantId, principalId };
  if (context.mayRead('Query.auditEntries')) {
    await recordReading(entryId, context);
    return context.entries.entry({ as: 'auditor', scope: null }, entryId, size);
  }
  const own = context.mayRead('Principal.auditTrail')
    ? await context.entries.entry({ as: 'principal', scope }, entryId, size)
    : undefined;
  if (own !== undefined || !context.mayRead('Incident.auditTrail')) return own;
  return context.entries.entry({ as: 'organisation', scope }, entryId, size);
}

/** Reading everybody's entries is recorded before the answer; what cannot be recorded is not answered. */
async function recordReading(entryId: string, context: AuditContext): Promise<void> {
  const { tenantId } = signedIn(context);
  await context.recordFact({
    action: 'audit.entry.read',
    tenantId,
    target: { type: 'AuditLog', id: tenantId, ownerPrincipalId: null },
    tier: 'green',
    outcome: 'OK',
    detail: { entryId },
  });
}
