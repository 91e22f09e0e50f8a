import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** The guards of the gateway, in the order in which a request meets them; each is one file. */
const GUARDS: readonly (readonly [guard: string, file: string])[] = [
  ['bytes that are no request', 'platform/http/unreadable-request.ts'],
  ['what nobody sends by accident', 'platform/http/unusual-request.ts'],
  ['proxies that are believed, size of the body', 'platform/http/server.ts'],
  ['request id', 'platform/http/request-id.ts'],
  ['security headers', 'gateway/http/security-headers.ts'],
  ['one sender', 'gateway/limits/client-network.ts'],
  ['bursts of one sender', 'gateway/limits/burst-breaker.ts'],
  ['refusals that take their time', 'gateway/http/burst-limit.ts'],
  ['size of the head', 'gateway/http/request-head.ts'],
  ['headers there must be one of', 'gateway/http/single-headers.ts'],
  ['https', 'gateway/http/https-only.ts'],
  ['origins', 'gateway/http/cors.ts'],
  ['methods', 'gateway/http/method-not-allowed.ts'],
  ['type, charset and packing of the body', 'gateway/http/json-body.ts'],
  ['requests that a browser was asked to send', 'gateway/http/csrf.ts'],
  ['what the client takes', 'gateway/http/json-answer.ts'],
  ['time of the body', 'gateway/http/body-time.ts'],
  ['shape of the body', 'gateway/http/json-shape.ts'],
  ['one operation', 'gateway/http/graphql-request.ts'],
  ['parameters of the address', 'gateway/http/get-request.ts'],
  ['time of the request', 'gateway/http/request-time.ts'],
  ['variables', 'gateway/limits/check-variables.ts'],
  ['caller', 'gateway/caller/authenticate.ts'],
  ['document of the client', 'gateway/documents/resolve-document.ts'],
  ['lists of clients', 'gateway/documents/document-store.ts'],
  ['automatic documents', 'gateway/documents/automatic-documents.ts'],
  ['each text once', 'gateway/limits/document-check.ts'],
  ['length and tokens', 'gateway/limits/parse-document.ts'],
  ['shape of the document', 'gateway/limits/check-shape.ts'],
  ['fragments', 'gateway/limits/document-counts.ts'],
  ['values in the document', 'gateway/limits/document-values.ts'],
  ['levels', 'gateway/limits/depth.ts'],
  ['what a refusal tells', 'gateway/limits/validate-document.ts'],
  ['rules of each request', 'gateway/execution/operation-rules.ts'],
  ['errors of variables', 'gateway/limits/coerce-variables.ts'],
  ['root fields', 'gateway/limits/budget/count-root-fields.ts'],
  ['cost of this request', 'gateway/limits/cost/evaluate-cost.ts'],
  ['cost of the plan', 'gateway/limits/cost/plan-cost.ts'],
  ['cost of one operation', 'gateway/limits/cost/cost-limits.ts'],
  ['budgets', 'gateway/limits/budget/budget.ts'],
  ['budgets without Redis', 'gateway/limits/budget/shared-or-local.ts'],
  ['circuits', 'gateway/execution/transport/circuit-breaker.ts'],
  ['answers of services', 'platform/http/buffered-call.ts'],
  ['answers that are shared', 'gateway/execution/transport/shared-calls.ts'],
  ['errors that leave', 'gateway/execution/public-errors.ts'],
];

describe('a guard of the gateway', () => {
  test.each(GUARDS)('%s: its file says which attack it stops', (_guard, file) => {
    const comments = [...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/\/\*\*[^]*?\*\//g)].map(
      ([text]) => text,
    );
    expect(comments.join('\n')).toMatch(/\bAttacks?\b/);
  });

  test('has one place in the order', () => {
    const files = GUARDS.map(([, file]) => file);
    expect(new Set(files).size).toBe(files.length);
  });
});
