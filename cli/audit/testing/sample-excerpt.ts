import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { canonicalJson, leafHash } from '#platform/tlog';
import type { SmallLog } from './small-log.ts';

export type Json = Record<string, unknown>;

/** One entry of the log of a sample: of the tenant whose excerpt it is, or of another. */
export interface SampleEntry {
  leaf: Json;
  /** Whether the excerpt has it. */
  disclosed: boolean;
}

/** What a test may change on the way to an excerpt. Each gets what would be right and returns what is used instead. */
export interface SampleExcerptChanges {
  readonly about?: 'Case' | 'Principal';
  /** Entries in the order of the log, before they are numbered and linked; the one about the excerpt comes last. */
  readonly entries?: (entries: SampleEntry[]) => SampleEntry[];
  /** The same entries, numbered and linked, before they are logged. */
  readonly linked?: (entries: SampleEntry[]) => SampleEntry[];
  /** Lines of the excerpt. */
  readonly lines?: (lines: Json[]) => Json[];
  /** What the entry about the excerpt commits to. */
  readonly detail?: Json;
  readonly header?: (header: Json) => Json;
}

export function sampleLeaf(more: Json): Json {
  return {
    v: 1,
    event_id: randomUUID(),
    type: 'OUTCOME',
    tenant_ref: 'tenant-a',
    action: 'case.evidence.attach',
    ...more,
  };
}

/** An excerpt of a tenant whose log has entries of another tenant in it, and of which some are about something else. */
export async function makeExcerpt(
  log: SmallLog,
  changes: SampleExcerptChanges = {},
): Promise<{ leaves: string[]; lines: string[]; header: Json }> {
  const { about = 'Case' } = changes;
  const salt = randomBytes(32);
  const same = (entries: SampleEntry[]): SampleEntry[] => entries;
  const wanted = (changes.entries ?? same)(sampleEntries(about));
  const said = changes.detail ?? (about === 'Case' ? { about } : { about, othersInTenant: false });
  const detail = { ...soFar(wanted), ...said };
  const entries = linked(committed(wanted, commitmentOf(salt, detail)));
  const leaves: string[] = [];
  const indexes: number[] = [];
  let withheld = 0;
  const left: number[] = [];
  for (const { leaf, disclosed } of (changes.linked ?? same)(entries)) {
    const text = canonicalJson(leaf).toString();
    leaves.push(text);
    const index = log.append(text);
    if (disclosed) {
      indexes.push(index);
      left.push(withheld);
      withheld = 0;
    } else if (leaf['tenant_ref'] === 'tenant-a') withheld += 1;
  }
  const proven = indexes.map(async (index, at) => {
    const proof = (await log.proof(index)).map((hash) => hash.toString('base64'));
    return { index, withheld: left[at], leaf: leaves[index], proof };
  });
  const lines = (changes.lines ?? ((all: Json[]) => all))(await Promise.all(proven));
  const header = {
    about,
    entries: indexes.length,
    withheld: left.reduce((sum, count) => sum + count, 0),
    issued: { salt: salt.toString('base64'), detail },
  };
  return {
    leaves,
    lines: lines.map((line) => JSON.stringify(line)),
    header: (changes.header ?? ((right: Json) => right))(header),
  };
}

function sampleEntries(about: 'Case' | 'Principal'): SampleEntry[] {
  const isCase = about === 'Case';
  const target = isCase ? { target_type: 'Case', target_ref: 'case-1' } : { target_type: about, target_ref: 'ann' };
  const own = (more: Json = {}): SampleEntry => ({
    leaf: sampleLeaf({ actor_ref: 'ann', ...target, ...more }),
    disclosed: true,
  });
  const other = (): SampleEntry => ({
    leaf: sampleLeaf({ actor_ref: 'ann', target_type: 'Document', target_ref: randomUUID() }),
    disclosed: !isCase,
  });
  const foreign = (): SampleEntry => ({
    leaf: sampleLeaf({ tenant_ref: 'tenant-z', target_type: 'Case', target_ref: randomUUID() }),
    disclosed: false,
  });
  const issued = { type: 'FACT', action: 'audit.excerpt.issue', outcome: 'OK' };
  return [other(), own(), foreign(), own(), other(), other(), foreign(), own(), own(issued), foreign()];
}

/** What the log disclosed before the entry about the excerpt. */
function soFar(entries: readonly SampleEntry[]): Json {
  const logSize = entries.findIndex(isIssue);
  return { disclosed: entries.slice(0, logSize).filter(({ disclosed }) => disclosed).length, logSize };
}

function committed(entries: readonly SampleEntry[], commitment: string): SampleEntry[] {
  return entries.map((entry) =>
    isIssue(entry) ? { ...entry, leaf: { ...entry.leaf, detail_commit: commitment } } : entry,
  );
}

function isIssue({ leaf }: SampleEntry): boolean {
  return leaf['action'] === 'audit.excerpt.issue';
}

/** Gives each entry its number and its link in the chain of its tenant. */
function linked(entries: SampleEntry[]): SampleEntry[] {
  const heads = new Map<unknown, { seq: number; hash: string }>();
  return entries.map(({ leaf, disclosed }) => {
    const tenant = leaf['tenant_ref'];
    const { seq, hash } = heads.get(tenant) ?? { seq: 0, hash: '0'.repeat(64) };
    const placed = { ...leaf, tenant_seq: seq + 1, tenant_prev: hash };
    heads.set(tenant, { seq: seq + 1, hash: leafHash(canonicalJson(placed)).toString('hex') });
    return { leaf: placed, disclosed };
  });
}

/** Place in the chain, and object, of the entry about the export that follows the excerpt. */
export function placeAfter(leaves: readonly string[]): Json {
  const [last] = leaves.filter((leaf) => leaf.includes('"tenant-a"')).slice(-1);
  if (last === undefined) return {};
  const { tenant_seq: seq, target_ref: target } = JSON.parse(last) as { tenant_seq: number; target_ref: string };
  return {
    tenant_seq: seq + 1,
    tenant_prev: leafHash(Buffer.from(last)).toString('hex'),
    target_type: 'Case',
    target_ref: target,
  };
}

/** What a leaf has of a detail, hex. */
export function commitmentOf(salt: Buffer, detail: Json): string {
  return createHash('sha256')
    .update(Buffer.concat([Buffer.from('lifeready-audit/detail/v1'), Buffer.of(0), salt, canonicalJson(detail)]))
    .digest('hex');
}

/** The file that `lifeready audit excerpt` fetches: a header with the checkpoint, the entries, and the hash of all that. */
export async function makeExcerptFile(
  log: SmallLog,
  changes: SampleExcerptChanges & { readonly text?: (text: string) => string } = {},
): Promise<string> {
  const { lines, header } = await makeExcerpt(log, { about: 'Principal', ...changes });
  const first = { format: 'lifeready.example/audit-excerpt/v1', ...header, checkpoint: log.checkpoint().toString() };
  const content = [JSON.stringify(first), ...lines].map((line) => `${line}\n`).join('');
  const sha256 = createHash('sha256').update(content).digest('hex');
  return (changes.text ?? ((same: string) => same))(`${content}${JSON.stringify({ sha256 })}\n`);
}
