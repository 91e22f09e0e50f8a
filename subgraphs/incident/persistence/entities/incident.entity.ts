import { EntitySchema } from 'typeorm';
import type { Incident } from '../../domain/incident.ts';

export type IncidentRow = Incident & { readonly tenantId: string };

export const incidentEntity = new EntitySchema<IncidentRow>({
  name: 'Incident',
  tableName: 'incident',
  columns: {
    tenantId: { name: 'tenant_id', type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    status: { type: 'text' },
    discoveredAt: { name: 'discovered_at', type: 'timestamptz' },
    reportedAt: { name: 'reported_at', type: 'timestamptz' },
    reportedById: { name: 'reported_by', type: 'uuid', nullable: true },
  },
});
