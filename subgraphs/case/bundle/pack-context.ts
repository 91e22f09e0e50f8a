import type { EncryptionContext } from '#platform/crypto';
import type { Pack } from '../domain/packs.ts';

export type PackIdentity = Pick<Pack, 'id' | 'tenantId' | 'principalId' | 'caseId'>;

/** What the bytes of a pack belong to; another pack's row does not decrypt them. */
export function packContext({ id, tenantId, principalId, caseId }: PackIdentity): EncryptionContext {
  return { kind: 'pack', tenant: tenantId, owner: principalId, case: caseId, pack: id };
}
