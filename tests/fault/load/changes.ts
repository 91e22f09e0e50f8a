import { randomUUID } from 'node:crypto';
import { INCIDENT_FACTS } from '../../support/e2e/world.ts';
import type { AuditedService } from '../stack/settings.ts';

/** A change that the load asks for. */
export interface Change {
  readonly service: AuditedService;
  /** What the log calls it. */
  readonly action: string;
  readonly mutation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** State of the object after it; undefined for an object that is made by it. */
  readonly state?: string;
}

/** One sort of change, asked for again and again by the same client. */
export type NextChange = () => Change;

const FRIEND = { name: 'A friend', phoneE164: '+27110000000', relationship: 'friend' };

/** Sorts of changes that make an object each. */
export const CREATIONS = {
  addPerson: () => ({
    service: 'vault',
    action: 'vault.person.create',
    mutation: 'mutation ($input: AddPersonInput!) { made: addPerson(input: $input) { object: person { id } } }',
    input: { fullName: 'A person' },
  }),
  addAsset: () => ({
    service: 'vault',
    action: 'vault.asset.create',
    mutation: 'mutation ($input: AddAssetInput!) { made: addAsset(input: $input) { object: asset { id } } }',
    input: { category: 'VEHICLE', label: 'Car' },
  }),
  openEmergencyPack: () => ({
    service: 'case',
    action: 'case.case.create',
    mutation:
      'mutation ($input: OpenEmergencyPackInput!) { made: openEmergencyPack(input: $input) { object: case { id } } }',
    input: { contacts: [FRIEND] },
  }),
  reportIncident: () => ({
    service: 'incident',
    action: 'incident.incident.report',
    mutation:
      'mutation ($input: ReportIncidentInput!) { made: reportIncident(input: $input) { object: incident { id } } }',
    input: { discoveredAt: new Date(Date.now() - 60_000).toISOString(), facts: INCIDENT_FACTS },
  }),
} satisfies Record<string, NextChange>;

/** Suspends a grant and resumes it, in turns, and now and then offers another one that is revoked next. */
export function grantChanges(grantId: string): { next: NextChange; done(change: Change, id: string): void } {
  let suspended = false;
  let offered: string | undefined;
  let turn = 0;
  const next = (): Change => {
    turn += 1;
    if (offered !== undefined) return onGrant('revoke', offered, 'revoked');
    if (turn % 3 === 0) return invitation();
    return suspended ? onGrant('resume', grantId, 'accepted') : onGrant('suspend', grantId, 'suspended');
  };
  return {
    next,
    done: ({ action, state }, id) => {
      if (action === 'identity.grant.invite') offered = id;
      else if (state === 'revoked') offered = undefined;
      else suspended = state === 'suspended';
    },
  };
}

function onGrant(verb: 'suspend' | 'resume' | 'revoke', grantId: string, state: string): Change {
  return {
    service: 'identity',
    action: `identity.grant.${verb}`,
    mutation: `mutation ($input: GrantIdInput!) { made: ${verb}Grant(input: $input) { object: grant { id } } }`,
    input: { grantId },
    state,
  };
}

function invitation(): Change {
  return {
    service: 'identity',
    action: 'identity.grant.invite',
    mutation: 'mutation ($input: InviteGrantInput!) { made: inviteGrant(input: $input) { object: grant { id } } }',
    input: {
      email: `${randomUUID()}@lifeready.example`,
      role: 'EXECUTOR_NOMINEE',
      accessLevel: 'READ_ONLY_PACKS',
      tiers: ['GREEN', 'AMBER'],
    },
  };
}
