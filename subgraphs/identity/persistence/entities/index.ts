import {
  credentialEntity,
  principalEntity,
  registrationEntity,
  tenantEntity,
  totpFactorEntity,
} from './account.entities.ts';
import { mailEntity, roleGrantEntity, serviceClientEntity } from './grant-and-client.entities.ts';
import { challengeEntity, refreshTokenEntity, sessionEntity } from './session.entities.ts';
import type { EntitySchema } from 'typeorm';

/** Every entity of identity. */
export const entities: readonly EntitySchema[] = [
  tenantEntity,
  principalEntity,
  credentialEntity,
  totpFactorEntity,
  registrationEntity,
  challengeEntity,
  sessionEntity,
  refreshTokenEntity,
  roleGrantEntity,
  serviceClientEntity,
  mailEntity,
];
