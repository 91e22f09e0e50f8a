import { CreateAuditLog1764000000000 } from './create-audit-log.ts';

/** In the order in which they run. */
export const migrations = [CreateAuditLog1764000000000];
