import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startRunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import type { RunningAudit } from '../../subgraphs/audit/testing/running-audit.ts';
import { startRunningIncident } from '../../subgraphs/incident/testing/running-incident.ts';
import type { RunningIncident } from '../../subgraphs/incident/testing/running-incident.ts';
import { parsePlainYaml } from './plain-yaml.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const RULES = path.join(ROOT, 'infra', 'observability', 'prometheus', 'audit-rules.yaml');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

const { groups } = parsePlainYaml(readFileSync(RULES, 'utf8')) as unknown as {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const named = (alert: string): Rule | undefined => rules.find((rule) => rule.alert === alert);

let audit: RunningAudit;
let incidents: RunningIncident;
let shown: Set<string>;

beforeAll(async () => {
  audit = await startRunningAudit({ environment: () => ({ AUDIT_FORWARD: 'stdout' }) });
  incidents = await startRunningIncident();
  const texts = await Promise.all([audit, incidents].map(async ({ url }) => (await fetch(`${url}/metrics`)).text()));
  shown = new Set(texts.flatMap((text) => [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name)));
});
afterAll(async () => {
  await incidents.close();
  await audit.close();
});

describe('[R-114] the alerting rules', () => {
  test('are rules, each with a name of its own', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThan(0);
  });

  test.each(rules.map((rule) => [rule.alert, rule] as const))('%s asks for what a service shows', (_alert, rule) => {
    const metrics = rule.expr.match(/lifeready_[a-z_]+/g) ?? [];
    expect(metrics.length).toBeGreaterThan(0);
    for (const metric of metrics) expect(shown).toContain(metric);
    expect(rule.for ?? '5m').toMatch(/^[1-9][0-9]*m$/);
  });

  test.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s says how bad it is and what to do',
    (_alert, rule) => {
      expect(['critical', 'warning']).toContain(rule.labels.severity);
      expect(rule.annotations.summary).toMatch(/\w/);
      expect(rule.annotations.runbook).toMatch(/^docs\/runbooks\/[a-z-]+\.md$/);
      expect(existsSync(path.join(ROOT, rule.annotations.runbook))).toBe(true);
    },
  );

  test('wake somebody up for a mismatch, for a task that is late or does not run, and for an anchor that is late', () => {
    const critical = ['AuditLogMismatch', 'AuditIntegrityLate', 'AuditIntegrityAbsent', 'AuditAnchorLate'];
    expect(critical.map((alert) => named(alert)?.labels.severity)).toEqual(critical.map(() => 'critical'));
    // At once: there is no harmless moment of it.
    expect(named('AuditLogMismatch')).not.toHaveProperty('for');
    expect(named('AuditIntegrityAbsent')?.expr).toMatch(/^absent\(/);
  });
});
