import { EntitySchema } from 'typeorm';
import { createdAtColumn, idColumn, ownedColumns } from './owned-columns.ts';
import type { Person } from '../../domain/person.ts';

export const personEntity = new EntitySchema<Person>({
  name: 'Person',
  tableName: 'person',
  columns: {
    ...ownedColumns,
    id: idColumn,
    fullName: { name: 'full_name', type: 'text' },
    email: { type: 'text', nullable: true },
    phoneE164: { name: 'phone_e164', type: 'text', nullable: true },
    relationship: { type: 'text', nullable: true },
    createdAt: createdAtColumn,
  },
});
