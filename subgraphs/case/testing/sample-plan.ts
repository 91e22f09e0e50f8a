import { newId } from '#platform/ids';
import type { CaseType } from '../domain/case-types.ts';
import type { PackPlan } from '../domain/ports.ts';
import type { BundledDocument } from '../packs/index.ts';

/** A plan of one kind; `change` puts texts of people into it. */
export function samplePlan(type: CaseType, change: { notes?: string; name?: string } = {}): PackPlan {
  const scope = { tenantId: newId(), principalId: newId() };
  const caseId = newId();
  const isEmergency = type === 'emergency_pack';
  const { notes = 'The dog needs feeding.', name = 'Sipho Dlamini' } = change;
  return {
    packId: newId(),
    record: {
      ...scope,
      id: caseId,
      type,
      status: 'ready',
      notes,
      nomineePersonId: isEmergency ? null : newId(),
      nomineeGrantId: null,
      nomineeGrantTiers: null,
      contentRevision: 1,
      createdAt: new Date(0),
    },
    contacts: isEmergency
      ? [{ ...scope, caseId, position: 1, name, phoneE164: '+27821234567', relationship: 'brother' }]
      : [],
    documents: [],
    ownerName: 'Thandi Nkosi',
    nomineeName: isEmergency ? null : name,
    proxyGrantId: null,
    exportedAt: new Date('2026-11-22T08:30:00.000Z'),
  };
}

export function sampleDocuments(type: CaseType, title = 'A document'): BundledDocument[] {
  const slots =
    type === 'emergency_pack'
      ? ['directive_1', 'directive_2']
      : ['will', 'executor_nomination', 'asset_map', 'asset_document_1'];
  return slots.map((slot, at) => {
    const versionId = newId();
    const path = `data/000${String(at + 1)}-${versionId}.pdf`;
    return {
      path,
      sha256: '0'.repeat(64),
      byteSize: 1,
      mediaType: 'application/pdf',
      title,
      type: 'OTHER',
      slot,
      documentId: newId(),
      versionId,
    };
  });
}
