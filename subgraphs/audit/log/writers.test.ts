import { describe, expect, test } from '@jest/globals';
import { AUDIT_ACTIONS, isAuditAction } from '#platform/audit';
import { newId } from '#platform/ids';
import { factEvent, outcomeEvent, preparedEvent, somebody } from '../testing/events.ts';
import { CHANGING_WRITER_NAMES, WRITER_NAMES, requireWriter } from './writers.ts';
import type { AuditAction, AuditEvent } from '#platform/audit';

const forbidden = expect.objectContaining({ code: 'FORBIDDEN' });
const ACTIONS = Object.keys(AUDIT_ACTIONS).filter(isAuditAction);
const DENY: AuditAction = 'security.authz.deny';
/** Of audit's area, and not for the service: its job records them. */
const ERASURES: readonly AuditAction[] = ['audit.detail.erase', 'audit.erasure.report'];

function isAccepted(service: string, event: AuditEvent): boolean {
  try {
    requireWriter(service, event);
    return true;
  } catch (error) {
    expect(error).toEqual(forbidden);
    return false;
  }
}

function fact(action: AuditAction): AuditEvent {
  return factEvent(somebody(), { action, outcome: action === DENY ? 'DENIED' : 'OK' });
}

describe('[R-110] a service records its own area, and what it refused', () => {
  test.each(['identity', 'vault', 'case', 'incident', 'audit', 'gateway'])('%s', (service) => {
    const accepted = ACTIONS.filter((action) => isAccepted(service, fact(action)));
    expect(accepted).toEqual(
      ACTIONS.filter(
        (action) => (action.startsWith(`${service}.`) && !ERASURES.includes(action)) || action.startsWith('security.'),
      ),
    );
    expect(accepted).toContain(DENY);
  });

  test('[R-157] the job that erases: erasures, and no denial', () => {
    expect(ACTIONS.filter((action) => isAccepted('eraser', fact(action)))).toEqual(ERASURES);
  });

  test.each(['', 'gatewa', 'constructor', '__proto__', 'toString', 'identity '])('"%s" records nothing', (service) => {
    for (const action of ACTIONS) expect(isAccepted(service, fact(action))).toBe(false);
    expect(isAccepted(service, outcomeEvent(newId()))).toBe(false);
  });

  test('no area is the beginning of another one', () => {
    const forged = { ...factEvent(), action: 'casework.case.create' as AuditAction };
    expect(isAccepted('case', forged)).toBe(false);
    expect(isAccepted('case', { ...forged, action: 'security' as AuditAction })).toBe(false);
  });
});

test('audit changes nothing, so it prepares nothing and reports no outcome', () => {
  expect(isAccepted('audit', preparedEvent(somebody(), { action: 'audit.entry.read' }))).toBe(false);
  expect(isAccepted('audit', outcomeEvent(newId()))).toBe(false);
});

test.each(['OK', 'FAILED'] as const)('a denial with the outcome %s is none, whoever records it', (outcome) => {
  for (const service of WRITER_NAMES)
    expect(isAccepted(service, factEvent(somebody(), { action: DENY, outcome }))).toBe(false);
});

test('a denial is a fact, not something that is attempted first', () => {
  for (const service of WRITER_NAMES)
    expect(isAccepted(service, preparedEvent(somebody(), { action: DENY }))).toBe(false);
});

test('an outcome is for whoever has changes', () => {
  expect(WRITER_NAMES.filter((service) => isAccepted(service, outcomeEvent(newId())))).toEqual(CHANGING_WRITER_NAMES);
  expect(CHANGING_WRITER_NAMES).toEqual(['identity', 'vault', 'case', 'incident', 'eraser', 'gateway']);
});
