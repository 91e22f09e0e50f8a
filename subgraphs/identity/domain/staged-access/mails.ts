import { singleLine } from '../mail.ts';
import type { MailMessage } from '../mail.ts';

/** What the messages about one arrangement have in common. */
export interface StagedAccessMail {
  readonly to: string;
  readonly publicUrl: string;
  /** Names that people gave themselves. */
  readonly principal: string;
  readonly grantee: string;
  /** Of the grantee. */
  readonly role: string;
}

/** Tells the principal, who can veto for as long as the wait lasts. */
export function requestedMail(mail: StagedAccessMail & { readonly from: Date; readonly hours: number }): MailMessage {
  const text = [
    `${who(mail)} asks for the staged access that you arranged, for ${String(mail.hours)} hours.`,
    `If you do nothing, they can begin it from ${moment(mail.from)} on.`,
    `To stop it, sign in at ${mail.publicUrl} and veto the request. You can also suspend or revoke the role.`,
  ];
  return message(mail.to, 'Staged access was requested', text);
}

/** Tells the second approver, whose approval ends the wait together with the principal's. */
export function secondApproverMail(mail: StagedAccessMail): MailMessage {
  const principal = singleLine(mail.principal);
  const text = [
    `${who(mail)} asks for the staged access that ${principal} arranged. You are its second approver.`,
    `If you think it right, sign in at ${mail.publicUrl} and approve. It begins when ${principal} has approved too.`,
    'If you do not, do nothing.',
  ];
  return message(mail.to, 'Your approval is asked for', text);
}

export function approvedMail(mail: StagedAccessMail & { readonly by: 'you' | 'the second approver' }): MailMessage {
  const text = [
    `The staged access that ${who(mail)} asks for was approved by ${mail.by}. It begins with the other approval.`,
    `To stop it, sign in at ${mail.publicUrl} and veto the request.`,
  ];
  return message(mail.to, 'Staged access was approved', text);
}

/** Tells the principal, who can still end it. */
export function activatedMail(mail: StagedAccessMail & { readonly until: Date }): MailMessage {
  const text = [
    `${who(mail)} can read what you arranged for them until ${moment(mail.until)}.`,
    `To end it at once, sign in at ${mail.publicUrl} and revoke the staged access, or suspend the role.`,
  ];
  return message(mail.to, 'Staged access has begun', text);
}

export function activatedForGranteeMail(mail: StagedAccessMail & { readonly until: Date }): MailMessage {
  const text = [
    `You can read what ${singleLine(mail.principal)} arranged for you until ${moment(mail.until)}. Whatever you open is recorded.`,
    `Sign in at ${mail.publicUrl}.`,
  ];
  return message(mail.to, 'Your staged access has begun', text);
}

export function vetoedMail(mail: StagedAccessMail & { readonly again: Date | null }): MailMessage {
  const again = mail.again === null ? '' : ` You can request it again from ${moment(mail.again)} on.`;
  return message(mail.to, 'Your request was vetoed', [
    `${singleLine(mail.principal)} vetoed your request for staged access.${again}`,
  ]);
}

function who({ grantee, role }: StagedAccessMail): string {
  return `${singleLine(grantee)} (${role})`;
}

/** In South African time, to the minute; it has no summer time. */
function moment(date: Date): string {
  const local = new Date(date.getTime() + 2 * 3_600_000).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 16)} SAST`;
}

function message(to: string, subject: string, paragraphs: readonly string[]): MailMessage {
  return { to, subject, text: paragraphs.join('\n\n') };
}
