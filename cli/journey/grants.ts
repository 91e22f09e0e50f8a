import { z } from 'zod';
import { tokenFromMail } from './mailbox.ts';
import type { Endpoint } from './endpoint.ts';
import type { SignedIn } from './person.ts';

const grantSchema = z.object({ inviteGrant: z.object({ grant: z.object({ id: z.string() }) }) });

/** A role as a principal offers it. */
export interface Offer {
  readonly role: 'PROXY' | 'EXECUTOR_NOMINEE' | 'EMERGENCY_CONTACT';
  readonly accessLevel: 'READ_ONLY_PACKS' | 'READ_ONLY_ALL' | 'LIMITED_WRITE';
}

/** Offers a role that reaches green and amber things. @returns id of the grant */
export async function invite(principal: SignedIn, email: string, offer: Offer): Promise<string> {
  const input = { email, ...offer, tiers: ['GREEN', 'AMBER'] };
  const { inviteGrant } = await principal.run('InviteGrant', { input }, grantSchema);
  return inviteGrant.grant.id;
}

/** Accepts what the newest mailed invitation offers. */
export async function accept(endpoint: Endpoint, holder: SignedIn): Promise<void> {
  const token = await tokenFromMail(endpoint.url, holder.email, 'invitation');
  await holder.run('AcceptGrant', { input: { token } }, z.unknown());
}
