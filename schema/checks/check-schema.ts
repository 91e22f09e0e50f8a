import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema } from 'graphql';
import { parseManifest } from '../../gateway/documents/manifest.ts';
import { composeSubgraphs } from '../composition/compose-subgraphs.ts';
import { policySnapshot, snapshotPolicies } from '../composition/policy-snapshot.ts';
import { SCHEMA_FILES } from '../composition/schema-files.ts';
import { buildManifests } from '../documents/build-manifests.ts';
import { isApproved, parseApprovals } from './approvals.ts';
import { findUnboundedLists } from './bounded-lists.ts';
import { compareContract } from './contract.ts';
import { documentsInUse } from './documents-in-use.ts';
import { findingId } from './finding.ts';
import { findRequiresWithArguments } from './plain-requires.ts';
import { findRefusedDocuments } from './registered-documents.ts';
import { compareGuards } from './security.ts';
import type { UsageExport } from '../../gateway/registry/usage-export.ts';
import type { Composition } from '../composition/compose-subgraphs.ts';
import type { Finding } from './finding.ts';

export interface CheckedFinding extends Finding {
  readonly id: string;
  readonly approved: boolean;
}

export interface SchemaReport {
  readonly findings: readonly CheckedFinding[];
  /** 0: nothing to put right; 1: something breaks clients, guards or rules; 2: the subgraphs do not compose. */
  readonly exitCode: 0 | 1 | 2;
}

/** The check cannot be made: a file that it compares with is missing or not readable. Exit code 3. */
export class CheckProblem extends Error {}

/**
 * Everything that a change of the schema has to pass.
 * @param root top folder of the project
 * @param today as `YYYY-MM-DD`, for approvals that expire
 * @param usage what clients of a running gateway may run, and how often they do
 * @throws CheckProblem when there is no baseline, or a committed file cannot be read
 */
export async function checkSchema(root: string, today: string, usage?: UsageExport): Promise<SchemaReport> {
  const { composition, problems } = composeSubgraphs(root);
  if (composition === undefined) {
    const findings = problems.map(({ code, message, locations }): CheckedFinding => {
      const finding: Finding = { class: 'composition', message: `${code}: ${message}`, where: locations.join(', ') };
      return { ...finding, id: findingId(finding), approved: false };
    });
    return { findings, exitCode: 2 };
  }
  const approvals = readWith(root, SCHEMA_FILES.approvals, parseApprovals);
  const findings = (await findAll(root, composition, usage)).map((finding) => ({
    ...finding,
    id: findingId(finding),
    approved: isApproved(finding, approvals, today),
  }));
  const open = findings.some((finding) => !finding.approved && finding.class !== 'dangerous');
  return { findings, exitCode: open ? 1 : 0 };
}

async function findAll(
  root: string,
  { supergraphSdl, apiSdl }: Composition,
  usage: UsageExport | undefined,
): Promise<Finding[]> {
  const supergraph = buildSchema(supergraphSdl, { assumeValidSDL: true });
  const releasedApi = readWith(root, SCHEMA_FILES.releasedApi, (text) => text);
  const releasedPolicies = readWith(root, SCHEMA_FILES.releasedPolicies, (text) =>
    policySnapshot.parse(JSON.parse(text)),
  );
  const manifests = buildManifests(path.join(root, SCHEMA_FILES.persisted));
  const parsed = new Map([...manifests].map(([client, text]) => [client, parseManifest(text)]));
  return [
    ...findDrift(root, [
      [SCHEMA_FILES.supergraph, supergraphSdl, 'npm run compose'],
      [SCHEMA_FILES.api, apiSdl, 'npm run compose'],
      ...[...manifests].map(
        ([client, text]) => [`${SCHEMA_FILES.persisted}/${client}.json`, text, 'npm run generate:persisted'] as const,
      ),
    ]),
    ...(await compareContract(releasedApi, apiSdl)),
    ...compareGuards(releasedPolicies, snapshotPolicies(supergraphSdl)),
    ...findRefusedDocuments({ apiSdl, supergraph }, documentsInUse(parsed, usage)),
    ...findUnboundedLists(supergraph),
    ...findRequiresWithArguments(supergraph),
  ];
}

function findDrift(root: string, files: readonly (readonly [string, string, string])[]): Finding[] {
  return files.flatMap(([file, expected, command]): Finding[] => {
    const full = path.join(root, file);
    if (existsSync(full) && readFileSync(full, 'utf8') === expected) return [];
    return [{ class: 'drift', where: file, message: `is not what is generated: run ${command}` }];
  });
}

function readWith<Value>(root: string, file: string, parse: (text: string) => Value): Value {
  try {
    return parse(readFileSync(path.join(root, file), 'utf8'));
  } catch (cause) {
    throw new CheckProblem(`${file} is missing or not readable`, { cause });
  }
}
