import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { createToken, hashToken, openSecret, sealSecret } from '#platform/crypto';
import type { KeyObject } from 'node:crypto';
import type { EncryptionContext, KeyManagement } from '#platform/crypto';
import type { Secrets } from '../domain/ports.ts';
import type { MailMessage } from '../domain/mail.ts';
import type { Scope } from '../domain/records.ts';

const mailSchema = z.strictObject({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  link: z.string().optional(),
});

/** Tokens, keyed hashes of addresses, and secrets sealed to the person and purpose they belong to. */
export function createSecrets({
  kms,
  identifierKey,
}: {
  readonly kms: KeyManagement;
  readonly identifierKey: KeyObject;
}): Secrets {
  return {
    newToken: () => {
      const token = createToken();
      return { token, hash: hashToken(token) };
    },
    hash: hashToken,
    identifierHash: (email) => createHmac('sha256', identifierKey).update(email, 'utf8').digest(),
    sealTotpSecret: (scope, secret) => sealSecret(kms, secret, totpContext(scope)),
    openTotpSecret: (scope, sealed) => openSecret(kms, sealed, totpContext(scope)),
    sealMail: (scope, mailId, message) =>
      sealSecret(kms, Buffer.from(JSON.stringify(message), 'utf8'), mailContext(scope, mailId)),
    openMail: async (scope, mailId, sealed) => {
      const text = (await openSecret(kms, sealed, mailContext(scope, mailId))).toString('utf8');
      return withoutUndefined(mailSchema.parse(JSON.parse(text)));
    },
  };
}

function totpContext({ tenantId, principalId }: Scope): EncryptionContext {
  return { purpose: 'lifeready-identity/totp/v1', tenant: tenantId, principal: principalId };
}

function mailContext({ tenantId, principalId }: Scope, mailId: string): EncryptionContext {
  return { purpose: 'lifeready-identity/mail/v1', tenant: tenantId, principal: principalId, mail: mailId };
}

function withoutUndefined({ link, ...message }: z.output<typeof mailSchema>): MailMessage {
  return link === undefined ? message : { ...message, link };
}
