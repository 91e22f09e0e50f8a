import { CreateAuditLog1764000000000 } from './create-audit-log.ts';
import { KeepCheckpoint1768000000000 } from './keep-checkpoint.ts';

/** In the order in which they run. */
export const migrations = [CreateAuditLog1764000000000, KeepCheckpoint1768000000000];
