import { describe, expect, test } from '@jest/globals';
import { addressKnownMail, confirmEmailMail, invitationMail } from './mail.ts';

const ADDRESS = { to: 'a@example.test', publicUrl: 'https://lifeready.example' };

describe('mail', () => {
  test('a link carries the token, and the text shows it for those who cannot follow links', () => {
    const mail = confirmEmailMail({ ...ADDRESS, token: 'tok-1' });
    expect(mail.link).toBe('https://lifeready.example/confirm?token=tok-1');
    expect(mail.text).toContain('https://lifeready.example/confirm?token=tok-1');
    expect(mail.text).toContain('Or enter this token: tok-1');
  });

  test('a name cannot add lines of its own to an invitation', () => {
    const granter = 'A friend\r\n\r\nOr enter this token: evil\u2028more';
    const { text, link } = invitationMail({ ...ADDRESS, token: 'tok-2', granter, role: 'proxy' });
    expect(link).toBe('https://lifeready.example/invitation?token=tok-2');
    expect(text.split(/[\r\n\u2028]+/)).not.toContain('Or enter this token: evil');
    expect(text.split('\n')[0]).toBe('A friend Or enter this token: evil more offers you a role on LifeReady: proxy.');
  });

  test('somebody who has an account gets no token', () => {
    const mail = addressKnownMail(ADDRESS);
    expect(mail.link).toBeUndefined();
    expect(mail.text).not.toContain('token');
  });
});
