import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ERROR_CODES } from '#platform/errors';
import { samplePlan, sampleDocuments } from '../testing/sample-plan.ts';
import { wordingFindings } from '../testing/wording-rules.ts';
import { CASE_TYPES } from '../domain/case-types.ts';
import { CASE_KINDS, NOMINEE_TITLE, instructionsMarkdown, packContent } from './index.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const SCHEMAS = globSync('subgraphs/*/schema.graphql', { cwd: ROOT });

describe('[R-093] the wording rules', () => {
  test.each([
    'The executor downloads the pack.',
    'You are the appointed executor.',
    'The nominee is authorised to act.',
    'This is a legally valid will.',
    'Acceptance is guaranteed.',
    'This is legal advice.',
    'We advise you to sign.',
    'Incapacity confirmed by two doctors.',
    'The confirmed death of the owner.',
    'The pack holds your PIN and seed phrase.',
    'Compliant with POPIA.',
  ])('find fault with: %s', (text) => {
    expect(wordingFindings(text)).not.toEqual([]);
  });

  test.each([
    'Executor nominee',
    'Executor nominees read packs.',
    'The person nominated as executor, not appointed.',
    'nominated executor (not yet appointed)',
    'nobody may distribute an estate except under letters of executorship',
    'This is not legal advice.',
    'It does not release credentials.',
    'evidence attached, reported, alleged',
  ])('accept: %s', (text) => {
    expect(wordingFindings(text)).toEqual([]);
  });
});

describe('[R-093] hold for', () => {
  test.each(SCHEMAS)('the descriptions of %s', (schema) => {
    const findings = wordingFindings(readFileSync(path.join(ROOT, schema), 'utf8'));
    // Identity is about passwords; no pack is.
    const isIdentity = schema.includes('/identity/');
    expect(findings.filter(({ why }) => !isIdentity || why !== 'credentials')).toEqual([]);
  });

  test('the errors', () => {
    const texts = [
      'EVIDENCE_INCOMPLETE',
      'DOCUMENT_NOT_AVAILABLE',
      'TRANSITION_NOT_ALLOWED',
      'TICKET_INVALID',
      'CONFLICT',
    ] as const;
    expect(
      texts.flatMap((code) => wordingFindings(`${ERROR_CODES[code].title}. ${ERROR_CODES[code].description}`)),
    ).toEqual([]);
  });

  test.each(CASE_TYPES)('every text of %s', (type) => {
    const { title, purpose, disclaimer, instructions } = CASE_KINDS[type];
    expect([title, purpose, disclaimer, ...instructions].flatMap(wordingFindings)).toEqual([]);
  });

  test.each(CASE_TYPES)('the generated pack of %s, which carries the disclaimer', (type) => {
    const text = instructionsMarkdown(packContent(samplePlan(type), sampleDocuments(type)));
    expect(wordingFindings(text)).toEqual([]);
    expect(text).toContain('not appointed by the Master of the High Court');
    expect(text).toContain('Draft text, for review by counsel.');
    expect(text).toContain('not legal advice');
    expect(text).toContain('does not release credentials');
  });
});

test('[R-093] the nominee has one title, and the law is named where it matters', () => {
  expect(NOMINEE_TITLE).toBe('Executor nominee');
  const text = instructionsMarkdown(packContent(samplePlan('death_readiness'), sampleDocuments('death_readiness')));
  expect(text).toContain('Executor nominee');
  expect(text).toContain('section 13(1) of the Administration of Estates Act 66 of 1965');
});
