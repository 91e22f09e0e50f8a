import { z } from 'zod';
import { connect } from '../../../cli/journey/endpoint.ts';
import { tokenFromMail } from '../../../cli/journey/mailbox.ts';
import { somebody } from './people.ts';
import type { SignedIn } from '../../../cli/journey/person.ts';
import type { Somebody } from './people.ts';

/** A grant as its granter offers it. */
export interface Offer {
  readonly role: 'PROXY' | 'EXECUTOR_NOMINEE' | 'EMERGENCY_CONTACT';
  readonly accessLevel: 'READ_ONLY_PACKS' | 'READ_ONLY_ALL' | 'LIMITED_WRITE';
  readonly tiers: readonly ('GREEN' | 'AMBER' | 'RED')[];
  readonly expiresAt?: string;
}

/** Somebody who holds a grant. */
export interface Grantee extends Somebody {
  readonly grantId: string;
}

const GRANT = z.object({ inviteGrant: z.object({ grant: z.object({ id: z.string() }) }) });

/** A new person who accepted what the granter offered. @param granter with a fresh second factor */
export async function grantee(url: string, granter: SignedIn, offer: Offer, name = 'grantee'): Promise<Grantee> {
  const holder = await somebody(url, name);
  const { email } = holder.person;
  const { inviteGrant } = await granter.run('InviteGrant', { input: { ...offer, email } }, GRANT);
  const token = await tokenFromMail(connect(url).url, email, 'invitation');
  await holder.person.run('AcceptGrant', { input: { token } }, z.unknown());
  return { ...holder, grantId: inviteGrant.grant.id };
}
