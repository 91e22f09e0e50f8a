import { LEAKY, app, on } from './leaky.ts';
import type { Row } from './leaky.ts';

/** Tables that only grow and can change all the same, and changes without a receipt. */
export const records: readonly Row[] = [
  [
    'an append-only table without triggers',
    (t) => [`REVOKE UPDATE, DELETE ON ${on(t)} FROM ${app}`],
    (t) => [`append-only-table-can-change ${t}`],
  ],
  ...['append_only_rows', 'append_only_truncate'].map((trigger): Row => [
    `an append-only table whose ${trigger} is an ordinary trigger`,
    (t) => [
      `REVOKE UPDATE, DELETE ON ${on(t)} FROM ${app}`,
      ...appendOnlyTriggers(t),
      `ALTER TABLE ${on(t)} ENABLE TRIGGER ${trigger}`,
    ],
    (t) => [`append-only-table-can-change ${t}`],
  ]),
  ...[
    ['emptied row by row', 'UPDATE'],
    ['rewritten', 'DELETE'],
  ].map(([how, refused]): Row => [
    `an append-only table that may be ${how ?? ''}`,
    (t) => [`REVOKE UPDATE, DELETE ON ${on(t)} FROM ${app}`, ...appendOnlyTriggers(t, refused)],
    (t) => [`append-only-table-can-change ${t}`],
  ]),
  [
    'an append-only table that may be emptied at once',
    (t) => [
      `REVOKE UPDATE, DELETE ON ${on(t)} FROM ${app}`,
      ...appendOnlyTriggers(t),
      `DROP TRIGGER append_only_truncate ON ${on(t)}`,
    ],
    (t) => [`append-only-table-can-change ${t}`],
  ],
  [
    'changes without a receipt',
    (t) => [`DROP TRIGGER audit_guard ON ${on(t)}`],
    (t) => [`changes-without-receipt ${t}`],
  ],
  [
    'a guard that replication skips',
    (t) => [`ALTER TABLE ${on(t)} ENABLE TRIGGER audit_guard`],
    (t) => [`changes-without-receipt ${t}`],
  ],
  [
    'a guard that does not wait for the commit',
    (t) => [`DROP TRIGGER audit_guard ON ${on(t)}`, ...guard(t, 'INSERT OR UPDATE OR DELETE', 'NOT DEFERRABLE')],
    (t) => [`changes-without-receipt ${t}`],
  ],
  [
    'a guard that overlooks deletions',
    (t) => [`DROP TRIGGER audit_guard ON ${on(t)}`, ...guard(t, 'INSERT OR UPDATE', 'DEFERRABLE INITIALLY DEFERRED')],
    (t) => [`changes-without-receipt ${t}`],
  ],
];

function appendOnlyTriggers(table: string, rowEvents = 'UPDATE OR DELETE'): string[] {
  const refuse = `EXECUTE FUNCTION ${LEAKY}.refuse_change()`;
  return [
    `CREATE TRIGGER append_only_rows BEFORE ${rowEvents} ON ${on(table)} FOR EACH ROW ${refuse}`,
    `CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON ${on(table)} FOR EACH STATEMENT ${refuse}`,
    `ALTER TABLE ${on(table)} ENABLE ALWAYS TRIGGER append_only_rows`,
    `ALTER TABLE ${on(table)} ENABLE ALWAYS TRIGGER append_only_truncate`,
  ];
}

function guard(table: string, events: string, timing: string): string[] {
  return [
    `CREATE CONSTRAINT TRIGGER audit_guard AFTER ${events} ON ${on(table)} ${timing}
      FOR EACH ROW EXECUTE FUNCTION ${LEAKY}.require_audit_receipt()`,
    `ALTER TABLE ${on(table)} ENABLE ALWAYS TRIGGER audit_guard`,
  ];
}
