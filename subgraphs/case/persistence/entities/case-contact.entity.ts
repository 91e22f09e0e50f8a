import { EntitySchema } from 'typeorm';
import { ownedColumns } from './columns.ts';
import type { CaseContact } from '../../domain/case-types.ts';

export const CaseContactEntity = new EntitySchema<CaseContact>({
  name: 'CaseContact',
  tableName: 'case_contact',
  columns: {
    ...ownedColumns,
    caseId: { name: 'case_id', type: 'uuid', primary: true },
    position: { type: 'integer', primary: true },
    name: { type: 'text' },
    phoneE164: { name: 'phone_e164', type: 'text' },
    relationship: { type: 'text' },
  },
});
