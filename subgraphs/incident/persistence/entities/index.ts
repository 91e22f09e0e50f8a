import { incidentEntity } from './incident.entity.ts';
import { incidentRevisionEntity } from './incident-revision.entity.ts';

export const entities = [incidentEntity, incidentRevisionEntity];
