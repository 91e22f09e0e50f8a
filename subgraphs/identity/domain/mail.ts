import type { Scope } from './records.ts';

export interface MailMessage {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly link?: string;
}

export type MailKind =
  | 'confirm_email'
  | 'address_known'
  | 'invitation'
  | 'grant_accepted'
  | 'staged_access_requested'
  | 'staged_access_approved'
  | 'staged_access_activated'
  | 'staged_access_vetoed';

/** A message that waits to be sent. Sealed, because it holds a token whose stored form is a hash. */
export interface NewMail extends Scope {
  readonly id: string;
  readonly kind: MailKind;
  readonly messageSealed: string;
  readonly createdAt: Date;
}

interface TokenMail {
  readonly to: string;
  readonly publicUrl: string;
  readonly token: string;
}

/** Asks whoever reads mail at the address to confirm it. Names nobody: the address may belong to somebody else. */
export function confirmEmailMail({ to, publicUrl, token }: TokenMail): MailMessage {
  const link = `${publicUrl}/confirm?token=${token}`;
  const text = [
    'Somebody asked for a LifeReady account with this address.',
    `If it was you, confirm the address within 15 minutes:\n\n${link}`,
    `Or enter this token: ${token}`,
    'If it was not you, do nothing. No account is made.',
  ].join('\n\n');
  return { to, subject: 'Confirm your address', text, link };
}

/** Goes to somebody who has an account already; the one who asked cannot tell the difference. */
export function addressKnownMail({ to, publicUrl }: Omit<TokenMail, 'token'>): MailMessage {
  const text = [
    'Somebody asked for a LifeReady account with this address. You have one already.',
    `If it was you, sign in at ${publicUrl}.`,
    'If it was not you, do nothing. Your account is as it was.',
  ].join('\n\n');
  return { to, subject: 'You have an account already', text };
}

/** Offers a role. Says who offers it by the name they chose, and nothing else about them. */
export function invitationMail({
  to,
  publicUrl,
  token,
  granter,
  role,
}: TokenMail & { granter: string; role: string }): MailMessage {
  const link = `${publicUrl}/invitation?token=${token}`;
  const text = [
    `${singleLine(granter)} offers you a role on LifeReady: ${role}.`,
    `Sign in with this address, or make an account with it, and accept within 7 days:\n\n${link}`,
    `Or enter this token: ${token}`,
    'If you do not know what this is about, do nothing.',
  ].join('\n\n');
  return { to, subject: 'A role is offered to you', text, link };
}

/** Tells the one who offered a role that it is in force now. */
export function grantAcceptedMail({ to, publicUrl, role }: Omit<TokenMail, 'token'> & { role: string }): MailMessage {
  const text = [
    `A role that you offered was accepted: ${role}. It is in force now.`,
    `You can suspend or revoke it at ${publicUrl}.`,
  ].join('\n\n');
  return { to, subject: 'Your offer was accepted', text };
}

/** A name must not be able to add lines of its own to a message. */
export function singleLine(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
