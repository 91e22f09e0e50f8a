import { EntitySchema } from 'typeorm';
import { ownedColumns } from './columns.ts';
import type { CaseTransition } from '../../domain/case-types.ts';

export const CaseTransitionEntity = new EntitySchema<CaseTransition>({
  name: 'CaseTransition',
  tableName: 'case_transition',
  columns: {
    ...ownedColumns,
    id: { type: 'uuid', primary: true },
    caseId: { name: 'case_id', type: 'uuid' },
    from: { name: 'from_status', type: 'text', nullable: true },
    to: { name: 'to_status', type: 'text' },
    reason: { type: 'text', nullable: true },
    at: { type: 'timestamptz' },
  },
});
