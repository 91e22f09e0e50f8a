import { Case } from './resolvers/Case.ts';
import { CaseTransition } from './resolvers/CaseTransition.ts';
import { EvidenceSlot } from './resolvers/EvidenceSlot.ts';
import { SharedPack } from './resolvers/SharedPack.ts';
import { attachEvidence } from './resolvers/Mutation/attachEvidence.ts';
import { detachEvidence } from './resolvers/Mutation/detachEvidence.ts';
import { exportPack } from './resolvers/Mutation/exportPack.ts';
import { issueShareLink } from './resolvers/Mutation/issueShareLink.ts';
import { markCaseReady } from './resolvers/Mutation/markCaseReady.ts';
import { openDeathReadiness } from './resolvers/Mutation/openDeathReadiness.ts';
import { openEmergencyPack } from './resolvers/Mutation/openEmergencyPack.ts';
import { openShareLink } from './resolvers/Mutation/openShareLink.ts';
import { requestPackDownload } from './resolvers/Mutation/requestPackDownload.ts';
import { revokeCase } from './resolvers/Mutation/revokeCase.ts';
import { revokeShareLink } from './resolvers/Mutation/revokeShareLink.ts';
import { caseById } from './resolvers/Query/case.ts';
import { caseTypes } from './resolvers/Query/caseTypes.ts';
import { cases } from './resolvers/Query/cases.ts';
import { packsSharedWithMe } from './resolvers/Query/packsSharedWithMe.ts';

/** Every resolver of the case subgraph. */
export const resolvers = {
  Query: { case: caseById, cases, caseTypes, packsSharedWithMe },
  Mutation: {
    openEmergencyPack,
    openDeathReadiness,
    attachEvidence,
    detachEvidence,
    markCaseReady,
    exportPack,
    requestPackDownload,
    revokeCase,
    issueShareLink,
    revokeShareLink,
    openShareLink,
  },
  Case,
  CaseTransition,
  EvidenceSlot,
  SharedPack,
};
