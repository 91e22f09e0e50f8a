import { z } from 'zod';
import { line, text } from '#platform/input';
import { CERTAINTIES, COMPROMISE_TYPES, INCIDENT_LIMITS } from '../domain/incident.ts';
import type { IncidentFacts } from '../domain/incident.ts';

const limits = INCIDENT_LIMITS;
const optionalText = (max: number): z.ZodType<string | null, string | null | undefined> =>
  text(max)
    .nullish()
    .transform((value) => value ?? null);
/** Enum values are upper case in the schema and lower case inside. */
const lowered = <Value extends string>(values: readonly [Value, ...Value[]]): z.ZodType<Value, string> =>
  z.string().toLowerCase().pipe(z.enum(values));

/** `IncidentFactsInput` of the schema. */
export const factsSchema: z.ZodType<IncidentFacts> = z.object({
  title: line(limits.title),
  description: text(limits.description),
  certainty: lowered(CERTAINTIES),
  compromiseType: lowered(COMPROMISE_TYPES),
  affectedDataClasses: z.array(line(limits.dataClass)).min(1, 'names at least one class').max(limits.dataClasses),
  affectedUserCount: z.int().min(0).max(limits.affectedUserCount),
  mitigationSteps: optionalText(limits.mitigationSteps),
  possibleConsequences: optionalText(limits.possibleConsequences),
});
