import { createChainCheck, createLeafReader } from '#platform/log-entry';
import { TILE_WIDTH, TlogError, formatTilePath, tileWidthAt } from '#platform/tlog';
import { readCheckpoint } from '../trusted-notes.ts';
import { createFindings } from './fsck-report.ts';
import { inOrder } from './in-order.ts';
import { entriesOf, hashesOf, readGroup, readTile } from './read-group.ts';
import { createTreeCheck } from './tree-check.ts';
import type { ChainCheck, LeafLinks } from '#platform/log-entry';
import type { Checkpoint, Policy } from '#platform/tlog';
import type { Reading } from '../trusted-notes.ts';
import type { Findings, FsckReport } from './fsck-report.ts';
import type { LogSource } from './log-source.ts';
import type { GroupFiles } from './read-group.ts';
import type { ExpectedTile, TreeCheck } from './tree-check.ts';

export interface FsckOptions {
  readonly source: LogSource;
  readonly policy: Policy | null;
  /** An older signed checkpoint that this log must continue. */
  readonly since?: Buffer | undefined;
  /** Without entries: the tree alone, which is public. */
  readonly hashesOnly: boolean;
  /** Groups of 256 entries that are fetched at a time. */
  readonly atOnce: number;
  /** Told the number of entries that have been checked, now and then. */
  readonly onProgress?: (checked: number, size: number) => void;
  /** Milliseconds, for the report. */
  readonly now: () => number;
}

interface Run {
  readonly options: FsckOptions;
  readonly checkpoint: Checkpoint;
  readonly since: Checkpoint | undefined;
  readonly findings: Findings;
  readonly tree: TreeCheck;
  readonly chain: ChainCheck;
  readonly readLeaf: (leaf: Buffer) => LeafLinks | string;
}

/**
 * Rebuilds a published log from its tiles and bundles alone: every entry is in the tile of its hash, every tile follows from those below,
 * all of them give the root of the signed checkpoint, and the entries of each tenant form a chain without a gap.
 * @throws CannotCheckError when that cannot be told; TlogError when the older checkpoint is not one
 */
export async function fsck(options: FsckOptions): Promise<FsckReport> {
  const started = options.now();
  const findings = createFindings();
  const reading = readTrusted(await options.source.checkpoint(), options.policy, findings);
  const since = options.since === undefined ? undefined : readCheckpoint(options.since, options.policy);
  const report = (parts: Partial<FsckReport>): FsckReport => ({
    verdict: findings.list.length > 0 ? 'failed' : reading?.trusted === true ? 'verified' : 'untrusted',
    log: null,
    continues: null,
    entries: null,
    tenants: null,
    ...parts,
    seconds: (options.now() - started) / 1_000,
    findings: findings.list,
  });
  if (reading === undefined) return report({});
  const checkpoint = reading.value;
  const log = { origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root.toString('base64') };
  const run: Run = {
    options,
    checkpoint,
    since: since?.value,
    findings,
    tree: createTreeCheck(),
    chain: createChainCheck(),
    readLeaf: createLeafReader(),
  };
  const continues = requireSameLog(run);
  if (!continues) return report({ log });
  const checked = await checkGroups(run);
  const withEntries = options.hashesOnly ? {} : { entries: checked, tenants: run.chain.tenants() };
  const sinceSize = run.since !== undefined && findings.list.length === 0 ? run.since.size : null;
  return report({ log, ...withEntries, continues: sinceSize });
}

function readTrusted(note: Buffer, policy: Policy | null, findings: Findings): Reading<Checkpoint> | undefined {
  try {
    return readCheckpoint(note, policy);
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    findings.add(`checkpoint: ${error.message}`);
    return undefined;
  }
}

/** @returns whether it makes sense to look at the tree */
function requireSameLog({ since, checkpoint, findings }: Run): boolean {
  if (since === undefined) return true;
  if (since.origin !== checkpoint.origin) findings.add(`the older checkpoint is of another log, ${since.origin}`);
  else if (since.size > checkpoint.size)
    findings.add(`the log has been cut: it had ${String(since.size)} entries and has ${String(checkpoint.size)}`);
  else if (since.size === checkpoint.size && !since.root.equals(checkpoint.root))
    findings.add(`two histories: both checkpoints have ${String(since.size)} entries, and different roots`);
  else return true;
  return false;
}

/** @returns entries that were checked */
async function checkGroups(run: Run): Promise<number> {
  const { options, checkpoint, findings, tree } = run;
  const { size } = checkpoint;
  const groups = inOrder(Math.ceil(size / TILE_WIDTH), options.atOnce, (index) =>
    readGroup(options.source, { index, width: tileWidthAt(0, index, size), withEntries: !options.hashesOnly }),
  );
  let checked = 0;
  if (run.since?.size === 0) requireOldRoot(run, []);
  for await (const group of groups) {
    const hashes = checkGroup(run, group);
    if (hashes === undefined || findings.full) return checked;
    checkOldRoot(run, group, hashes);
    for (const expected of tree.add(hashes)) await checkUpperTile(run, expected);
    checked += group.width;
    options.onProgress?.(checked, size);
    if (group.width < TILE_WIDTH) requireRoot(run, hashes);
  }
  if (size % TILE_WIDTH === 0) requireRoot(run, []);
  for (const expected of tree.partialTiles()) await checkUpperTile(run, expected);
  return checked;
}

/** @returns the hashes of the group's entries; undefined when there is no going on without them */
function checkGroup(run: Run, group: GroupFiles): readonly Buffer[] | undefined {
  const { findings, options } = run;
  const { index, width } = group;
  const hashes = hashesOf(group.tile, { level: 0, index, width });
  if (typeof hashes === 'string') findings.add(hashes);
  if (options.hashesOnly) return typeof hashes === 'string' ? undefined : hashes;
  const entries = entriesOf(group.bundle, { level: 'entries', index, width });
  if (typeof entries === 'string') {
    findings.add(entries);
    return typeof hashes === 'string' ? undefined : hashes;
  }
  entries.forEach(({ leaf, hash }, at) => {
    const which = `entry ${String(index * TILE_WIDTH + at)}`;
    if (typeof hashes !== 'string' && hashes[at]?.equals(hash) !== true)
      findings.add(`${which} is not the one whose hash is in its tile`);
    const links = run.readLeaf(leaf);
    const problem = typeof links === 'string' ? links : run.chain.add(links, hash);
    if (problem !== undefined) findings.add(`${which} ${problem}`);
  });
  return entries.map(({ hash }) => hash);
}

async function checkUpperTile({ options, findings }: Run, { level, index, hashes }: ExpectedTile): Promise<void> {
  const tile = { level, index, width: hashes.length };
  const published = hashesOf(await readTile(options.source, tile), tile);
  if (typeof published === 'string') findings.add(published);
  else if (!hashes.every((hash, at) => published[at]?.equals(hash) === true))
    findings.add(`${formatTilePath(tile)} does not follow from the tiles below it`);
}

function checkOldRoot(run: Run, { index, width }: GroupFiles, hashes: readonly Buffer[]): void {
  const inGroup = (run.since?.size ?? 0) - index * TILE_WIDTH;
  if (inGroup >= 1 && inGroup <= width) requireOldRoot(run, hashes.slice(0, inGroup));
}

function requireOldRoot({ since, tree, findings }: Run, hashes: readonly Buffer[]): void {
  if (since === undefined) return;
  if (!tree.rootWith(hashes).equals(since.root))
    findings.add(`the log does not continue the older checkpoint: its first ${String(since.size)} entries are others`);
}

function requireRoot({ checkpoint, tree, findings }: Run, hashes: readonly Buffer[]): void {
  if (!tree.rootWith(hashes).equals(checkpoint.root))
    findings.add('the root of the checkpoint is not that of the tiles');
}
