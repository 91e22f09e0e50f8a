import { newId } from '#platform/ids';
import { roleName } from '../invite-grant.ts';
import {
  activatedForGranteeMail,
  activatedMail,
  approvedMail,
  requestedMail,
  secondApproverMail,
  vetoedMail,
} from './mails.ts';
import { activatableAt } from './settle.ts';
import type { IdentityDeps, Stores } from '../ports.ts';
import type { MailKind, MailMessage } from '../mail.ts';
import type { Scope } from '../records.ts';
import type { StagedAccessChange } from './steps.ts';
import type { StagedAccessMail } from './mails.ts';
import type { StagedAccessView } from './records.ts';

interface Addressed {
  readonly kind: MailKind;
  readonly message: MailMessage;
}

/** Queues what the parties are told of a step, together with it: a step of which nobody is told does not happen. */
export async function queueStagedAccessMails(
  deps: IdentityDeps,
  stores: Stores,
  change: StagedAccessChange,
  now: Date,
): Promise<void> {
  const { tenantId, principalId } = change.after;
  const scope: Scope = { tenantId, principalId };
  const people = await readPeople(deps, stores, change.after, now);
  for (const { kind, message } of messagesOf(change, people)) {
    const id = newId(now.getTime());
    const messageSealed = await deps.secrets.sealMail(scope, id, message);
    await stores.outbox.add({ ...scope, id, kind, messageSealed, createdAt: now });
  }
}

interface People {
  readonly common: Omit<StagedAccessMail, 'to'>;
  readonly principal: string;
  readonly grantee: string;
  readonly second: string | undefined;
}

async function readPeople(
  { publicUrl }: IdentityDeps,
  { accounts, grants }: Stores,
  access: StagedAccessView,
  now: Date,
): Promise<People> {
  const { tenantId, principalId, granteePrincipalId, grantId, secondApproverGrantId } = access;
  const scope: Scope = { tenantId, principalId };
  const principal = await accounts.principal(scope);
  const grant = await grants.find(scope, grantId);
  const ids = [grantId, ...(secondApproverGrantId === null ? [] : [secondApproverGrantId])];
  const addresses = await grants.addresses(scope, ids);
  const grantee = addresses.get(grantId);
  if (typeof principal?.email !== 'string' || grant === undefined || grantee === undefined)
    throw new Error('the parties of a staged access have no address');
  const [granteeView] = await accounts.visiblePrincipals([granteePrincipalId], now);
  return {
    common: {
      publicUrl,
      principal: principal.displayName,
      grantee: granteeView?.displayName ?? grantee,
      role: roleName(grant.role),
    },
    principal: principal.email,
    grantee,
    second: secondApproverGrantId === null ? undefined : addresses.get(secondApproverGrantId),
  };
}

function messagesOf({ after, step, party }: StagedAccessChange, people: People): Addressed[] {
  const toPrincipal = { ...people.common, to: people.principal };
  const toGrantee = { ...people.common, to: people.grantee };
  if (after.status === 'active' && after.activeUntil !== null) {
    const until = after.activeUntil;
    return [
      { kind: 'staged_access_activated', message: activatedMail({ ...toPrincipal, until }) },
      { kind: 'staged_access_activated', message: activatedForGranteeMail({ ...toGrantee, until }) },
    ];
  }
  switch (step.kind) {
    case 'request':
      return requestMails(after, people);
    case 'approve': {
      const by = party === 'principal' ? 'you' : 'the second approver';
      return [{ kind: 'staged_access_approved', message: approvedMail({ ...toPrincipal, by }) }];
    }
    case 'veto':
      return [{ kind: 'staged_access_vetoed', message: vetoedMail({ ...toGrantee, again: after.cooldownUntil }) }];
    case 'activate':
    case 'revoke':
      return [];
  }
}

function requestMails(after: StagedAccessView, { common, principal, second }: People): Addressed[] {
  const from = activatableAt(after) ?? after.createdAt;
  const kind: MailKind = 'staged_access_requested';
  const messages = [requestedMail({ ...common, to: principal, from, hours: after.accessHours })];
  if (second !== undefined) messages.push(secondApproverMail({ ...common, to: second }));
  return messages.map((message) => ({ kind, message }));
}
