import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { auditLine } from '../../subgraphs/audit/forwarding/audit-line.ts';
import { parsePlainYaml } from './plain-yaml.ts';
import { parseRule } from './rewrite-rule.ts';

const TEXT = readFileSync(new URL('../../infra/observability/fluent-bit/audit.yaml', import.meta.url), 'utf8');

const plugin = z.record(z.string(), z.string());
const configurationSchema = z.strictObject({
  service: plugin,
  parsers: z.array(plugin),
  pipeline: z.strictObject({ inputs: z.array(plugin), filters: z.array(plugin), outputs: z.array(plugin) }),
});
const { service, parsers, pipeline } = configurationSchema.parse(parsePlainYaml(TEXT));
const { inputs, filters, outputs } = pipeline;
const plugins = [...inputs, ...filters, ...outputs];

/** Options that the manual of Fluent Bit knows, by plugin; a misspelt one is ignored by it in silence. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  tail: [
    ...['tag', 'path', 'multiline.parser', 'db', 'db.sync', 'read_from_head', 'refresh_interval', 'rotate_wait'],
    ...['buffer_max_size', 'skip_long_lines', 'storage.type'],
  ],
  parser: ['match', 'key_name', 'parser'],
  rewrite_tag: ['match', 'rule', 'emitter_name', 'emitter_storage.type'],
  http: [
    ...['match', 'host', 'port', 'uri', 'format', 'json_date_key', 'json_date_format', 'header', 'tls', 'tls.verify'],
    ...['retry_limit', 'storage.total_limit_size'],
  ],
  null: ['match'],
};
const LEAF = JSON.stringify({ action: 'case.case.create', outcome: 'OK', recorded_at: '2026-01-01T00:00:00.000Z' });

const byName = (name: string): z.output<typeof plugin> => {
  const found = plugins.find((one) => one['name'] === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};

describe('[R-117] the configuration of Fluent Bit', () => {
  test('uses known plugins with known options', () => {
    for (const { name = '', ...options } of plugins)
      expect(OPTIONS[name]).toEqual(expect.arrayContaining(Object.keys(options)));
  });

  test('has no secret, and names every variable that its README explains', () => {
    const readme = readFileSync(new URL('../../infra/observability/fluent-bit/README.md', import.meta.url), 'utf8');
    const variables = [...TEXT.matchAll(/\$\{(?<name>\w+)\}/gu)].map((match) => match.groups?.['name'] ?? '');
    expect(variables.length).toBeGreaterThan(3);
    for (const name of variables) expect(readme).toContain(`\`${name}\``);
    expect(byName('http')['header']).toBe('Authorization Bearer ${AUDIT_SINK_TOKEN}');
  });

  test('reads a line of an entry by its own time', () => {
    expect(byName('parser')['parser']).toBe(parsers[0]?.['name']);
    const line = JSON.parse(auditLine({ index: 1, leaf: LEAF })) as Record<string, unknown>;
    expect(parsers[0]).toMatchObject({ format: 'json', time_key: 'time', time_format: '%Y-%m-%dT%H:%M:%S.%LZ' });
    expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('takes entries, and no message of the service', () => {
    const rule = parseRule(byName('rewrite_tag')['rule'] ?? '');
    expect(rule.takes(auditLine({ index: 1, leaf: LEAF }))).toBe(true);
    for (const line of [
      '{"level":"info","msg":"request"}',
      '{"_logType":"auditor"}',
      '{"_logType":"access","audit":{}}',
      '(node:1) Warning: not JSON',
      '"_logType":"audit"',
    ])
      expect(rule.takes(line)).toBe(false);
    expect(rule.keepsOriginal).toBe(false);
    expect(byName('http')['match']).toBe(rule.newTag);
  });

  test('loses nothing that it has read: buffers on disk, retries without end', () => {
    expect(service['storage.path']).toMatch(/^\/var\/lib\//);
    expect(byName('tail')).toMatchObject({ 'storage.type': 'filesystem', read_from_head: 'on' });
    expect(byName('rewrite_tag')['emitter_storage.type']).toBe('filesystem');
    expect(byName('http')).toMatchObject({ retry_limit: 'no_limits', tls: 'on', 'tls.verify': 'on' });
  });
});
