import { expect, test } from '@jest/globals';
import { AUDIT_TAXONOMY_VERSION } from '#platform/audit';
import { currentRegistry, readTaxonomyVersions } from '../sources/taxonomy-files.ts';
import { taxonomyProblems } from './taxonomy-versions.ts';

test('[R-109] no action of a recorded version was renamed, removed or narrowed, and every version is recorded', () => {
  expect(taxonomyProblems(AUDIT_TAXONOMY_VERSION, currentRegistry(), readTaxonomyVersions())).toEqual([]);
});

/** A job of the audit service, which signs by itself: the service cannot do what it does, and cannot record it. */
const JOBS: Readonly<Record<string, string>> = { 'audit.detail': 'eraser', 'audit.erasure': 'eraser' };

test('[R-110] every action is named <area>.<resource>.<verb>, and its area is that of the service that records it, or whose job does', () => {
  for (const [name, { recordedBy }] of Object.entries(currentRegistry())) {
    expect(name).toMatch(/^[a-z]+\.[a-z_]+\.[a-z_]+$/);
    const [area = '', resource = ''] = name.split('.');
    if (area !== 'security') expect(recordedBy).toEqual([JOBS[`${area}.${resource}`] ?? area]);
  }
});
