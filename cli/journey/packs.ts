import { z } from 'zod';
import type { SignedIn } from './person.ts';

const openedSchema = z.object({ openEmergencyPack: z.object({ case: z.object({ id: z.string() }) }) });
const exportSchema = z.object({
  exportPack: z.object({ pack: z.object({ id: z.string() }), downloadUrl: z.string() }),
});

/**
 * Opens an emergency pack, attaches a document and marks it as ready.
 * @param onBehalfOf id of the principal for whom; their own pack when absent
 * @returns id of the case
 */
export async function fillEmergencyPack(person: SignedIn, documentId: string, onBehalfOf?: string): Promise<string> {
  const contacts = [{ name: 'Demo contact', phoneE164: '+27110000000', relationship: 'friend' }];
  const { openEmergencyPack } = await person.run(
    'OpenEmergencyPack',
    { input: { contacts, onBehalfOf } },
    openedSchema,
  );
  await fill(person, openEmergencyPack.case.id, { directive_1: documentId });
  return openEmergencyPack.case.id;
}

/** Attaches documents to the slots of a case and marks it as ready. @param slots document ids by slot */
export async function fill(person: SignedIn, caseId: string, slots: Readonly<Record<string, string>>): Promise<void> {
  for (const [slot, documentId] of Object.entries(slots)) {
    await person.run('AttachEvidence', { input: { caseId, slot, documentId } }, z.unknown());
  }
  await person.run('MarkCaseReady', { input: { caseId } }, z.unknown());
}

export async function exportPack(person: SignedIn, caseId: string): Promise<{ packId: string; downloadUrl: string }> {
  const { exportPack: payload } = await person.run('ExportPack', { input: { caseId } }, exportSchema);
  return { packId: payload.pack.id, downloadUrl: payload.downloadUrl };
}
