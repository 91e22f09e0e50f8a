import { NO_QUORUM } from './policy.ts';
import { parseVerifierKey } from './verifier-key.ts';
import { decodeDecimal } from './wire-format.ts';
import { TlogError } from './tlog-error.ts';
import type { Policy } from './policy.ts';
import type { NoteVerifier, SignatureType } from './verifier-key.ts';

/** Largest policy file, in UTF-16 units: far more than 32 logs, 32 witnesses and 32 groups need. */
const MAX_POLICY_LENGTH = 65_536;
// Tab, printable ASCII and everything outside ASCII; no CR, no DEL, no other control character.
const ALLOWED_LINE = /^[\t\u0020-\u007e\u0080-\uffff]*$/;

/** What the lines up to now have defined. */
interface Draft {
  logs: { key: NoteVerifier; url?: string }[];
  witnesses: { name: string; key: NoteVerifier; url?: string }[];
  groups: { name: string; threshold: number; members: string[] }[];
  exporters: { key: NoteVerifier }[];
  quorum: string | undefined;
  /** Names of witnesses and groups; true once a group has it as a member. */
  names: Map<string, boolean>;
}

/** Why a line is wrong; becomes a `TlogError` that names the line. */
class LineError extends Error {}

const LINE_READERS: Readonly<Record<string, (draft: Draft, items: readonly string[]) => void>> = {
  log: readLog,
  witness: readWitness,
  group: readGroup,
  quorum: readQuorum,
  exporter: readExporter,
};

/**
 * Reads a policy file (C2SP tlog-policy) with one more kind of line, `exporter <vkey>`. The quorum must be stated, if only as
 * `quorum none`: leaving it out must not quietly mean that nobody has to cosign.
 * @throws TlogError malformed_policy, naming the line
 */
export function parsePolicy(text: string): Policy {
  if (text.length > MAX_POLICY_LENGTH) throw new TlogError('malformed_policy', 'too large');
  const draft: Draft = { logs: [], witnesses: [], groups: [], exporters: [], quorum: undefined, names: new Map() };
  const lines = text.split('\n');
  lines.forEach((line, at) => {
    try {
      if (at === lines.length - 1 && line !== '') throw new LineError('does not end in LF');
      readLine(draft, line);
    } catch (error) {
      if (!(error instanceof LineError) && !(error instanceof TlogError)) throw error;
      throw new TlogError('malformed_policy', `line ${at + 1}: ${error.message}`);
    }
  });
  const { logs, witnesses, groups, exporters, quorum } = draft;
  if (quorum === undefined)
    throw new TlogError('malformed_policy', `line ${lines.length}: the file ends without a quorum line`);
  return { logs, witnesses, groups, exporters, quorum };
}

function readLine(draft: Draft, line: string): void {
  if (!ALLOWED_LINE.test(line)) throw new LineError('a control character');
  const [keyword, ...items] = line.split(/[\t ]+/).filter((item) => item !== '');
  if (keyword === undefined || keyword.startsWith('#')) return;
  const read = Object.hasOwn(LINE_READERS, keyword) ? LINE_READERS[keyword] : undefined;
  if (read === undefined) throw new LineError('unknown kind of line');
  read(draft, items);
}

function readLog(draft: Draft, [vkey, url, ...rest]: readonly string[]): void {
  requireForm(rest.length === 0, 'log <vkey> [<url>]');
  draft.logs.push({ key: readKey(draft, vkey, 'note'), ...(url === undefined ? {} : { url }) });
}

function readWitness(draft: Draft, [name, vkey, url, ...rest]: readonly string[]): void {
  requireForm(rest.length === 0, 'witness <name> <vkey> [<url>]');
  const key = readKey(draft, vkey, 'cosignature');
  draft.witnesses.push({ name: defineName(draft, name), key, ...(url === undefined ? {} : { url }) });
}

function readExporter(draft: Draft, [vkey, ...rest]: readonly string[]): void {
  requireForm(rest.length === 0, 'exporter <vkey>');
  draft.exporters.push({ key: readKey(draft, vkey, 'note') });
}

function readGroup(draft: Draft, [name, count = '', ...members]: readonly string[]): void {
  requireForm(members.length > 0, 'group <name> <k|any|all> <member>...');
  for (const member of members) {
    const taken = draft.names.get(member);
    if (taken === undefined) throw new LineError('a member that no line above defines');
    // Once only, over all groups, so that each witness counts in one way.
    if (taken) throw new LineError('a member that is in a group already');
    draft.names.set(member, true);
  }
  draft.groups.push({ name: defineName(draft, name), threshold: readThreshold(count, members.length), members });
}

function readThreshold(count: string, members: number): number {
  if (count === 'any') return 1;
  if (count === 'all') return members;
  const threshold = decodeDecimal(count);
  if (threshold === undefined || threshold < 1 || threshold > members) {
    throw new LineError('the threshold must be any, all, or from 1 to the number of members');
  }
  return threshold;
}

function readQuorum(draft: Draft, [name, ...rest]: readonly string[]): void {
  requireForm(name !== undefined && rest.length === 0, 'quorum <name|none>');
  if (draft.quorum !== undefined) throw new LineError('a second quorum line');
  if (name !== NO_QUORUM && !draft.names.has(name)) throw new LineError('a quorum that no line above defines');
  draft.quorum = name;
}

/** One key has one role: an exporter signs texts of its choosing, and with a log's key one of them could be a checkpoint. */
function readKey(draft: Draft, vkey: string | undefined, type: SignatureType): NoteVerifier {
  if (vkey === undefined) throw new LineError('no key');
  const key = parseVerifierKey(vkey);
  if (key.type !== type) throw new LineError(`a key of type ${key.type}, where ${type} is needed`);
  const trusted = [...draft.logs, ...draft.witnesses, ...draft.exporters];
  if (trusted.some((other) => other.key.publicKey.equals(key.publicKey)))
    throw new LineError('a key that is listed already');
  return key;
}

function defineName(draft: Draft, name: string | undefined): string {
  if (name === undefined || name === NO_QUORUM || draft.names.has(name))
    throw new LineError('a name that is missing or taken');
  draft.names.set(name, false);
  return name;
}

function requireForm(condition: boolean, form: string): asserts condition {
  if (!condition) throw new LineError(`expected: ${form}`);
}
