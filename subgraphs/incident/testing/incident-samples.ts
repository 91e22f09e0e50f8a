import { newId } from '#platform/ids';
import type { IncidentFacts } from '../domain/incident.ts';
import type { Officer } from '../domain/ports.ts';

/** Facts as they are inside. */
export function sampleFacts(change: Partial<IncidentFacts> = {}): IncidentFacts {
  return {
    title: 'Lost laptop',
    description: 'A laptop was left in a taxi.',
    certainty: 'alleged',
    compromiseType: 'loss',
    affectedDataClasses: ['names', 'identity numbers'],
    affectedUserCount: 40,
    mitigationSteps: null,
    possibleConsequences: null,
    ...change,
  };
}

/** The same facts as the schema takes them. */
export function sampleFactsInput(change: Record<string, unknown> = {}): Record<string, unknown> {
  const { certainty, compromiseType, ...facts } = sampleFacts();
  return { ...facts, certainty: certainty.toUpperCase(), compromiseType: compromiseType.toUpperCase(), ...change };
}

export function sampleOfficer(tenantId: string = newId()): Officer {
  const principalId = newId();
  const actor = {
    type: 'HUMAN',
    principalId,
    role: 'information_officer',
    sessionId: newId(),
    clientId: 'web',
    grantId: null,
    onBehalfOfPrincipalId: null,
  } as const;
  return { tenantId, principalId, actor, requestId: 'request-1' };
}
