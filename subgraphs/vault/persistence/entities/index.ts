import { assetEntity } from './asset.entity.ts';
import { documentVersionEntity } from './document-version.entity.ts';
import { documentEntity } from './document.entity.ts';
import { personEntity } from './person.entity.ts';
import { transferTicketEntity } from './transfer-ticket.entity.ts';
import type { EntitySchema } from 'typeorm';

export const entities = [
  personEntity,
  assetEntity,
  documentEntity,
  documentVersionEntity,
  transferTicketEntity,
] as readonly EntitySchema[];
