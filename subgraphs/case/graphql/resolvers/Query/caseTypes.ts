import { CASE_TYPES } from '../../../domain/case-types.ts';
import { requiredSlots } from '../../../domain/slots.ts';
import { CASE_KINDS } from '../../../packs/index.ts';

interface CaseTypeDescription {
  readonly type: string;
  readonly purpose: string;
  readonly requiredSlots: readonly string[];
  readonly disclaimer: string;
}

export function caseTypes(): CaseTypeDescription[] {
  return CASE_TYPES.map((type) => {
    const { purpose, disclaimer } = CASE_KINDS[type];
    return { type: type.toUpperCase(), purpose, requiredSlots: requiredSlots(type), disclaimer };
  });
}
