import { EntitySchema } from 'typeorm';
import type { IncidentRevision } from '../../domain/incident.ts';

export type IncidentRevisionRow = IncidentRevision & { readonly tenantId: string };

export const incidentRevisionEntity = new EntitySchema<IncidentRevisionRow>({
  name: 'IncidentRevision',
  tableName: 'incident_revision',
  columns: {
    tenantId: { name: 'tenant_id', type: 'uuid', primary: true },
    incidentId: { name: 'incident_id', type: 'uuid', primary: true },
    number: { type: 'integer', primary: true },
    title: { type: 'text' },
    description: { type: 'text' },
    certainty: { type: 'text' },
    compromiseType: { name: 'compromise_type', type: 'text' },
    affectedDataClasses: { name: 'affected_data_classes', type: 'text', array: true },
    affectedUserCount: { name: 'affected_user_count', type: 'integer' },
    mitigationSteps: { name: 'mitigation_steps', type: 'text', nullable: true },
    possibleConsequences: { name: 'possible_consequences', type: 'text', nullable: true },
    reason: { type: 'text', nullable: true },
    authorId: { name: 'author', type: 'uuid', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz' },
  },
});
