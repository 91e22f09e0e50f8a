import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SCHEMA_FILES } from '../composition/schema-files.ts';
import { copySchema, withDirective } from '../testing/schema-copy.ts';
import { checkSchema } from './check-schema.ts';
import { renderJson, renderText } from './render-report.ts';
import type { SchemaCopy } from '../testing/schema-copy.ts';
import type { SchemaReport } from './check-schema.ts';

const TODAY = '2026-11-22';
const VAULT = 'subgraphs/vault/schema.graphql';
const DEEP =
  'query Planted {\n  me { grants { nodes { granter { grants { nodes { granter { grants { nodes { granter { id } } } } } } } } } }\n}\n';
const EXPENSIVE =
  'query Planted($n: Int = 1) {\n  cases(first: $n) { nodes { packs(first: $n) { nodes { id } } } }\n}\n';

describe('the schema check', () => {
  let released: SchemaCopy;
  let copy: SchemaCopy;

  beforeAll(() => {
    released = copySchema();
  });
  afterAll(() => {
    released.end();
  });
  beforeEach(() => {
    copy = released.fork();
  });
  afterEach(() => {
    copy.end();
  });

  const check = (): Promise<SchemaReport> => checkSchema(copy.root, TODAY);
  const told = ({ findings }: SchemaReport): string[] =>
    findings.map((finding) => `${finding.class} ${finding.where}: ${finding.message}`);

  test('[R-042] has nothing to say of a schema that did not change', async () => {
    expect(await check()).toEqual({ findings: [], exitCode: 0 });
  });

  describe('[R-042] composition', () => {
    test('a field that two subgraphs serve without saying so', async () => {
      copy.editText(
        'subgraphs/case/schema.graphql',
        'type Query {',
        'type Query {\n  people: String @access(public: true, reason: "planted")',
      );
      const { findings, exitCode } = await check();
      expect(exitCode).toBe(2);
      expect(findings[0]).toMatchObject({
        class: 'composition',
        message: expect.stringContaining('Query.people'),
        where: expect.stringMatching(/vault \(subgraphs\/vault\/schema\.graphql:\d+:\d+\)/),
      });
    });

    test('text that is no schema', async () => {
      copy.editText(VAULT, 'type Query {', 'type Query {{');
      const { findings, exitCode } = await check();
      const place = /^vault \(subgraphs\/vault\/schema\.graphql:\d+:\d+\)$/;
      expect([exitCode, findings[0]?.where]).toEqual([2, expect.stringMatching(place)]);
    });

    test('an entity that two subgraphs guard differently', async () => {
      copy.editField('audit', 'Incident.id', withDirective('access', '@access(public: true, reason: "planted")'));
      copy.editField('incident', 'Incident.id', withDirective('access', '@access(owner: "SELF")'));
      const { findings, exitCode } = await check();
      expect([exitCode, findings[0]?.message]).toEqual([2, expect.stringContaining('@access')]);
    });

    test('[R-034] a coordinate without a policy', async () => {
      copy.editField('vault', 'Query.people', withDirective('access', ''));
      const { findings, exitCode } = await check();
      expect([exitCode, findings[0]?.message]).toEqual([
        2,
        expect.stringContaining('Query.people: has no @access policy'),
      ]);
    });
  });

  test.each([
    ['that loosens its type silently', '@access(tiers: ["green"])', 'Document.title: loosens its type silently: tiers'],
    [
      'that loosens its type and says why to nobody',
      '@access(tiers: ["green"], loosens: true)',
      'Document.title: says in `reason` why it loosens its type',
    ],
    ['of an owner that does not exist', '@access(owner: "EVERYBODY")', 'Document.title: unknown owner "EVERYBODY"'],
  ])('[R-034] a field %s does not compose', async (_what, access, message) => {
    copy.editField('vault', 'Document.title', withDirective('access', access));
    const { findings, exitCode } = await check();
    expect([exitCode, findings[0]?.class, findings[0]?.message]).toEqual([
      2,
      'composition',
      expect.stringContaining(message),
    ]);
  });

  test('[R-042] drift of what is generated', async () => {
    const files = [SCHEMA_FILES.supergraph, SCHEMA_FILES.api, `${SCHEMA_FILES.persisted}/web.json`];
    for (const file of files) copy.write(file, `${readFileSync(path.join(copy.root, file), 'utf8')}\n`);
    const { findings, exitCode } = await check();
    expect([exitCode, findings.map((finding) => [finding.class, finding.where]).sort()]).toEqual([
      1,
      files.map((file) => ['drift', file]).sort(),
    ]);
  });

  test('[R-043] a field that is gone breaks the contract and the documents that use it', async () => {
    copy.editField('vault', 'Person.phoneE164', () => null);
    copy.generate();
    const report = await check();
    expect(report.exitCode).toBe(1);
    expect(told(report)).toContainEqual(expect.stringMatching(/^breaking Person\.phoneE164/));
    expect(told(report)).toContainEqual(
      expect.stringMatching(/^document web\/People \([0-9a-f]{64}\): Cannot query field "phoneE164"/),
    );
  });

  test('[R-043] a value that a client may not expect is dangerous, and no obstacle', async () => {
    copy.editText(
      'subgraphs/identity/schema.graphql',
      'enum MfaMethod {',
      'enum MfaMethod {\n  "A passkey."\n  PASSKEY',
    );
    copy.generate();
    const report = await check();
    expect([report.exitCode, told(report)]).toEqual([0, [expect.stringMatching(/^dangerous MfaMethod\.PASSKEY/)]]);
  });

  test('guards that are gone, and a list that nothing bounds any more', async () => {
    copy.editField('vault', 'Query.people', withDirective('access', '@access(public: true, reason: "planted")'));
    copy.editField('case', 'Mutation.exportPack', withDirective('cost', '@cost(weight: 1)'));
    copy.editField('case', 'CaseTypeDescription.requiredSlots', withDirective('listSize', ''));
    copy.generate();
    const report = await check();
    expect(report.exitCode).toBe(1);
    expect(told(report)).toEqual([
      'security CaseTypeDescription.requiredSlots: @listSize was removed',
      'security Mutation.exportPack: @cost went from 100 to 1',
      'security Query.people: anybody may use it now',
      'rule CaseTypeDescription.requiredSlots: is a list without @listSize',
    ]);
  });

  test('[R-043] documents that clients of a running gateway may run, with how often they do', async () => {
    const document = (name: string, field: string, count: number, lastUsedAt: string | null) => ({
      ...{ id: `x-${name}:1`, name, kind: 'query' as const, body: `query ${name} { ${field} }`, count, lastUsedAt },
    });
    const { findings, exitCode } = await checkSchema(copy.root, TODAY, {
      format: 'lifeready-document-usage',
      version: 1,
      generatedAt: '2026-11-22T08:00:00.000Z',
      days: 30,
      clients: {
        shop: {
          documents: [
            document('Here', 'auditCheckpoint { size }', 9, '2026-11-21T10:00:00.000Z'),
            document('Gone', 'gone', 12, '2026-11-20T10:00:00.000Z'),
            document('Never', 'never', 0, null),
          ],
        },
      },
    });
    expect(exitCode).toBe(1);
    expect(findings.map(({ where, note }) => [where, note])).toEqual([
      ['shop/Gone (x-Gone:1)', 'used 12 times in 30 days, last on 2026-11-20'],
      ['shop/Never (x-Never:1)', 'not used in 30 days'],
    ]);
    expect(renderText({ findings, exitCode })).toContain('"gone" on type "Query". [used 12 times in 30 days');
  });

  test('[R-043] registered documents that would be refused', async () => {
    copy.write('schema/persisted/web/Nobody.graphql', 'query Nobody {\n  nobody\n}\n');
    copy.write('schema/persisted/web/Deep.graphql', DEEP.replace('Planted', 'Deep'));
    copy.write('schema/persisted/partner-demo/Expensive.graphql', EXPENSIVE.replace('Planted', 'Expensive'));
    copy.generate();
    const { findings, exitCode } = await check();
    expect(exitCode).toBe(1);
    expect(findings.map((finding) => `${finding.where.split(' ')[0] ?? ''}: ${finding.message}`)).toEqual([
      'web/Deep: would be refused: MAX_DEPTH_LIMIT',
      'web/Nobody: Cannot query field "nobody" on type "Query".',
      'partner-demo/Expensive: would cost up to 10201, more than 5000',
    ]);
  });

  test('a file that is not named after its operation cannot be registered', () => {
    copy.write('schema/persisted/web/Planted.graphql', 'query Another {\n  me {\n    id\n  }\n}\n');
    expect(() => {
      copy.generate();
    }).toThrow('must be named after its operation');
  });

  describe('[R-043] approvals', () => {
    async function approve(change: string, expires: string): Promise<SchemaReport> {
      copy.write(
        SCHEMA_FILES.approvals,
        JSON.stringify([{ change, reason: 'agreed after a review of the risk', expires }]),
      );
      return check();
    }

    test('let one change pass, until the day they end', async () => {
      copy.editField('case', 'Mutation.exportPack', withDirective('cost', '@cost(weight: 99)'));
      copy.generate();
      const report = await check();
      expect(renderText(report)).toMatch(
        /^security {4}[0-9a-f]{16} Mutation\.exportPack: @cost went from 100 to 99\n.*cannot be released/,
      );
      expect(JSON.parse(renderJson(report))).toEqual(report);
      const id = report.findings[0]?.id ?? '';
      expect(await approve(id, TODAY)).toMatchObject({ exitCode: 0, findings: [{ approved: true }] });
      expect(await approve(id, '2026-11-21')).toMatchObject({ exitCode: 1, findings: [{ approved: false }] });
      expect(await approve('0'.repeat(16), TODAY)).toMatchObject({ exitCode: 1 });
    });

    test('do not cover drift', async () => {
      copy.write(SCHEMA_FILES.api, 'type Query { x: Int }\n');
      const id = (await check()).findings[0]?.id ?? '';
      expect(await approve(id, TODAY)).toMatchObject({ exitCode: 1, findings: [{ class: 'drift', approved: false }] });
    });
  });

  test.each([[SCHEMA_FILES.releasedApi], [SCHEMA_FILES.releasedPolicies], [SCHEMA_FILES.approvals]])(
    '[R-043] without %s there is no answer',
    async (file) => {
      copy.remove(file);
      await expect(check()).rejects.toThrow(`${file} is missing or not readable`);
    },
  );
});
