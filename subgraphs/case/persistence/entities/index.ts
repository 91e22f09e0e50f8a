import { CaseContactEntity } from './case-contact.entity.ts';
import { CaseRecordEntity } from './case-record.entity.ts';
import { CaseTransitionEntity } from './case-transition.entity.ts';
import { EvidenceSlotEntity } from './evidence-slot.entity.ts';
import { PackEntity } from './pack.entity.ts';
import { ShareLinkEntity } from './share-link.entity.ts';
import { TransferTicketEntity } from './transfer-ticket.entity.ts';

export const entities = [
  CaseRecordEntity,
  CaseContactEntity,
  EvidenceSlotEntity,
  CaseTransitionEntity,
  PackEntity,
  ShareLinkEntity,
  TransferTicketEntity,
];
