import { describe, expect, test } from '@jest/globals';

import { stackPaths } from './stack/paths.ts';
import { summaryJson, summaryText } from './summary.ts';

const ports = {
  gateway: 4000,
  postgres: 54_329,
  identity: 4001,
  vault: 4002,
  case: 4003,
  incident: 4004,
  audit: 4005,
  witness: 4006,
  operations: 4007,
};
const started = { url: 'http://localhost:4000', auditLogVkey: 'log+00000000+key', paths: stackPaths('/state'), ports };
const people = [
  { persona: 'owner', email: 'owner@example.org', password: 'the first password', totpSecret: 'ABC' },
  { persona: 'reviewer', email: 'r@example.org', password: 'the second password' },
];
const clients = [{ persona: 'partner', clientId: 'partner-demo', privateJwk: { kid: 'k', d: 'the-private-part' } }];

describe('the summary of a start', () => {
  test('says where everything is, who can sign in and how it took', () => {
    const text = summaryText(started, { people, clients }, 12_345);
    expect(text).toContain('12.3 s');
    expect(text).toContain('http://localhost:4000/graphql');
    expect(text).toMatch(/owner {5}owner@example\.org {2}the first password {2}\+ code/);
    expect(text).toMatch(/partner {3}partner-demo/);
    expect(text).not.toContain('the-private-part');
    expect(text).toMatch(/reviewer {2}r@example\.org {6}the second password$/m);
  });

  test('for programs is one line that names files and holds no secret', () => {
    const line = summaryJson(started, { people, clients });
    expect(line).not.toContain('\n');
    expect(line).not.toContain('password');
    expect(line).not.toContain('ABC');
    expect(line).not.toContain('the-private-part');
    expect(JSON.parse(line)).toMatchObject({
      url: started.url,
      personas: ['owner', 'reviewer', 'partner'],
      peopleFile: '/state/people.json',
    });
  });
});
