import { AppError } from '#platform/errors';
import type { AuditAction, AuditEvent } from '#platform/audit';

interface Writer {
  readonly actions: (action: string) => boolean;
  /** Without changes of its own it has nothing to prepare and no outcome to report. */
  readonly factsOnly: boolean;
}

const DENY: AuditAction = 'security.authz.deny';
/** What everybody who decides may record besides what is theirs. */
const SHARED_AREA = 'security';

/** Who may record what: each service its own area, and what it refused. Who is not listed records nothing. */
const WRITERS: Readonly<Record<string, Writer>> = {
  identity: { actions: inArea('identity'), factsOnly: false },
  vault: { actions: inArea('vault'), factsOnly: false },
  case: { actions: inArea('case'), factsOnly: false },
  incident: { actions: inArea('incident'), factsOnly: false },
  audit: { actions: inArea('audit'), factsOnly: true },
  gateway: { actions: (action) => action === DENY, factsOnly: true },
};

/** Services that may append at all. */
export const WRITER_NAMES: readonly string[] = Object.keys(WRITERS);

/** Services with changes, and so with intents. */
export const CHANGING_WRITER_NAMES: readonly string[] = WRITER_NAMES.filter(
  (name) => WRITERS[name]?.factsOnly === false,
);

/**
 * Attack: a service that was taken over and records what another one did. Rule: an action belongs to the area of the service that
 * signed, or is a denial, which is a fact. Whose intent an outcome is about is looked at when it is appended.
 * @param service whose signature the event came under
 * @throws AppError FORBIDDEN
 */
export function requireWriter(service: string, event: AuditEvent): void {
  const problem = problemWith(Object.hasOwn(WRITERS, service) ? WRITERS[service] : undefined, event);
  if (problem !== undefined) throw new AppError('FORBIDDEN', { cause: new Error(`${service}: ${problem}`) });
}

function problemWith(writer: Writer | undefined, event: AuditEvent): string | undefined {
  if (writer === undefined) return 'records nothing';
  if (writer.factsOnly && event.kind !== 'FACT') return `has no changes, but sent ${event.kind}`;
  if (event.kind === 'OUTCOME') return undefined;
  if (!writer.actions(event.action)) return `does not record ${event.action}`;
  const isDenied = event.kind === 'FACT' && event.outcome === 'DENIED';
  return event.action === DENY && !isDenied ? 'records a denial that is none' : undefined;
}

function inArea(own: string): Writer['actions'] {
  return (action) => [own, SHARED_AREA].includes(action.slice(0, action.indexOf('.')));
}
