import type { AuditContext } from '../../../context.ts';

/** Size and root of the log, signed. Public, so that anybody can hold the log to it. */
export function auditCheckpoint(
  _parent: unknown,
  _args: unknown,
  { checkpoint }: AuditContext,
): { size: number; root: string; note: string } {
  const { size, root, note } = checkpoint();
  return { size, root: root.toString('base64'), note: note.toString('utf8') };
}
