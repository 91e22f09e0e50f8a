import { EntitySchema } from 'typeorm';
import { createdAtColumn, ownedColumns } from './columns.ts';
import type { CaseRecord } from '../../domain/case-types.ts';

export const CaseRecordEntity = new EntitySchema<CaseRecord>({
  name: 'CaseRecord',
  tableName: 'case_record',
  columns: {
    ...ownedColumns,
    id: { type: 'uuid', primary: true },
    type: { type: 'text' },
    status: { type: 'text' },
    notes: { type: 'text', nullable: true },
    nomineePersonId: { name: 'nominee_person_id', type: 'uuid', nullable: true },
    nomineeGrantId: { name: 'nominee_grant_id', type: 'uuid', nullable: true },
    nomineeGrantTiers: { name: 'nominee_grant_tiers', type: 'text', array: true, nullable: true },
    contentRevision: { name: 'content_revision', type: 'integer' },
    createdAt: createdAtColumn,
  },
});
