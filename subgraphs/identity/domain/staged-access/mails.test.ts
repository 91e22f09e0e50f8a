import { describe, expect, test } from '@jest/globals';
import { T0 } from '../../testing/staged-accesses.ts';
import {
  activatedForGranteeMail,
  activatedMail,
  approvedMail,
  requestedMail,
  secondApproverMail,
  vetoedMail,
} from './mails.ts';

const common = {
  to: 'somebody@example.test',
  publicUrl: 'https://lifeready.example',
  principal: 'Principal\n\nYour code is 1',
  grantee: 'Grantee\u2028Your code is 2',
  role: 'emergency contact',
};
const mails = {
  requested: requestedMail({ ...common, from: T0, hours: 24 }),
  second: secondApproverMail(common),
  approved: approvedMail({ ...common, by: 'the second approver' }),
  activated: activatedMail({ ...common, until: T0 }),
  activatedForGrantee: activatedForGranteeMail({ ...common, until: T0 }),
  vetoed: vetoedMail({ ...common, again: T0 }),
};

describe('messages about staged access', () => {
  test.each(Object.entries(mails))('%s: a name adds no line of its own', (_name, { text }) => {
    expect(text).toContain('Your code is');
    expect(text.split(/[\n\u2028]+/)).not.toContainEqual(expect.stringMatching(/^Your code is/));
  });

  test.each(Object.entries(mails))('[R-093] %s: claims nothing about anybody’s state', (_name, { subject, text }) => {
    expect(`${subject} ${text}`).not.toMatch(
      /incapacit|death|dead|unfit|executor|emergency (is|was)|verified|confirmed/i,
    );
  });

  test('[R-096] the principal reads from when on, and how to stop it', () => {
    expect(mails.requested.text).toContain('2026-11-22 10:00 SAST');
    expect(mails.requested.text).toContain('veto');
    expect(mails.activated.text).toContain('revoke');
  });
});
