import { AddForwardPosition1769000000000 } from './add-forward-position.ts';
import { AddSubjectKeys1769600000000 } from './add-subject-keys.ts';
import { CreateAuditLog1764000000000 } from './create-audit-log.ts';
import { ForgetWholePass1769800000000 } from './forget-whole-pass.ts';
import { IndexForSearch1769100000000 } from './index-for-search.ts';
import { KeepIntegrity1769500000000 } from './keep-integrity.ts';
import { KeepCheckpoint1768000000000 } from './keep-checkpoint.ts';
import { KeepCosignedCheckpoint1768100000000 } from './keep-cosigned-checkpoint.ts';
import { LetEraserErase1769700000000 } from './let-eraser-erase.ts';

/** In the order in which they run. */
export const migrations = [
  CreateAuditLog1764000000000,
  KeepCheckpoint1768000000000,
  KeepCosignedCheckpoint1768100000000,
  AddForwardPosition1769000000000,
  IndexForSearch1769100000000,
  KeepIntegrity1769500000000,
  AddSubjectKeys1769600000000,
  LetEraserErase1769700000000,
  ForgetWholePass1769800000000,
];
