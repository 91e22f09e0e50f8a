import { printable } from './printable.ts';
import type { FsckReport } from './fsck/fsck-report.ts';
import { MAX_FINDINGS } from './fsck/fsck-report.ts';
import type { Verdict } from './report.ts';
import type { NoteReport } from './verify-note.ts';

const noteVerdicts: Readonly<Record<NoteReport['type'], Readonly<Record<Verdict, string>>>> = {
  checkpoint: {
    verified: 'VERIFIED: a trusted log signed this checkpoint.',
    failed: 'FAILED: do not rely on this checkpoint.',
    untrusted: 'NOT TRUSTED: well formed, but no trusted key vouches for it. Pass --policy with the published keys.',
  },
  proof: {
    verified: 'VERIFIED: the entry is in the log.',
    failed: 'FAILED: do not rely on this proof.',
    untrusted:
      'NOT TRUSTED: the proof fits its checkpoint, for which no trusted key vouches. Pass --policy with the published keys.',
  },
};

const logVerdicts: Readonly<Record<Verdict, string>> = {
  verified: 'VERIFIED: the log is what its checkpoint says.',
  failed: 'FAILED: the log is not what its checkpoint says.',
  untrusted:
    'NOT TRUSTED: the log fits its checkpoint, for which no trusted key vouches. Pass --policy with the published keys.',
};

/** The report on a checkpoint or a proof, for a person. */
export function renderNoteReport(report: NoteReport): string {
  return asText([
    ...aboutLog(report.log),
    ...(report.index === null ? [] : [`Entry    ${String(report.index)}`]),
    ...report.findings.map((finding) => `  ${finding}`),
    '',
    noteVerdicts[report.type][report.verdict],
  ]);
}

/** The report on a published log, for a person. */
export function renderFsckReport(report: FsckReport): string {
  const { entries, tenants, continues, seconds, findings } = report;
  const perSecond =
    entries === null || seconds === 0 ? '' : `, ${Math.round(entries / seconds).toLocaleString('en')} entries/s`;
  return asText([
    ...aboutLog(report.log),
    entries === null || tenants === null
      ? 'Checked  hashes only; entries were not looked at'
      : `Checked  ${entries.toLocaleString('en')} entries in ${tenants.toLocaleString('en')} chains`,
    `Took     ${seconds.toFixed(1)} s${perSecond}`,
    ...(continues === null ? [] : [`Since    continues the checkpoint of ${continues.toLocaleString('en')} entries`]),
    ...(findings.length === 0 ? [] : ['']),
    ...findings.map((finding) => `✗ ${finding}`),
    ...(findings.length < MAX_FINDINGS ? [] : ['  and perhaps more: the rest was not looked at']),
    '',
    logVerdicts[report.verdict],
  ]);
}

function aboutLog(log: NoteReport['log']): string[] {
  return log === null
    ? ['Log      not readable']
    : [`Log      ${log.origin}`, `Size     ${log.size.toLocaleString('en')}`, `Root     ${log.root}`];
}

function asText(lines: readonly string[]): string {
  return `${lines.map(printable).join('\n')}\n`;
}
