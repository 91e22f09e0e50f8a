import { readFile, writeFile } from 'node:fs/promises';
import type { DamagedLog } from './damaged-log.ts';

/** Something that somebody with every right to the database and the object store does, and takes back. */
export interface LogDamage {
  readonly name: string;
  readonly damage: (where: DamagedPlaces) => Promise<unknown>;
  readonly repair: (where: DamagedPlaces) => Promise<unknown>;
  /** Kind and place of each finding. */
  readonly finds: readonly string[];
}

export interface DamagedPlaces {
  readonly database: DamagedLog;
  /** @returns path of a published file, such as `tile/0/001` */
  readonly file: (name: string) => string;
}

/** What takes back what it did when it is done once more. */
const twice = (name: string, damage: LogDamage['damage'], finds: readonly string[]): LogDamage => {
  return { name, damage, repair: damage, finds };
};

const swapped = (name: string, table: string, column: string, where: string, finds: readonly string[]): LogDamage =>
  twice(name, ({ database }) => database.change(swapBytes(table, column, where)), finds);

const flipped = (name: string, file: string): LogDamage =>
  twice(name, (where) => flip(where.file(file)), [`tile ${file}`]);

const updated = (name: string, column: string, [to, back]: readonly [string, string], finds: string): LogDamage => ({
  name,
  damage: ({ database }) => database.change(`UPDATE audit.audit_entry SET ${column} = ${to} WHERE index = 17`),
  repair: ({ database }) => database.change(`UPDATE audit.audit_entry SET ${column} = ${back} WHERE index = 17`),
  finds: [finds],
});

/** Of a log of 600 entries of which each is of the same tenant as the seventh before it. */
export const LOG_DAMAGES: readonly LogDamage[] = [
  updated(
    'a changed entry',
    'leaf',
    [`replace(leaf, 'DENIED', 'FAILED')`, `replace(leaf, 'FAILED', 'DENIED')`],
    'leaf entry 17',
  ),
  updated('a changed outcome beside an entry', 'outcome', [`'OK'`, `'DENIED'`], 'column entry 17'),
  updated(
    'a changed time beside an entry',
    'recorded_at',
    [`recorded_at - interval '1 day'`, `recorded_at + interval '1 day'`],
    'column entry 17',
  ),
  {
    name: 'another actor beside an entry',
    damage: ({ database }) =>
      database.change(
        'CREATE TABLE audit.hidden AS SELECT actor_ref FROM audit.audit_entry WHERE index = 17',
        'UPDATE audit.audit_entry SET actor_ref = gen_random_uuid() WHERE index = 17',
      ),
    repair: ({ database }) =>
      database.change(
        'UPDATE audit.audit_entry SET actor_ref = (SELECT actor_ref FROM audit.hidden) WHERE index = 17',
        'DROP TABLE audit.hidden',
      ),
    finds: ['column entry 17'],
  },
  {
    name: 'a deleted entry',
    damage: ({ database }) =>
      database.change(
        'CREATE TABLE audit.hidden AS SELECT * FROM audit.audit_entry WHERE index = 100',
        'DELETE FROM audit.audit_entry WHERE index = 100',
      ),
    repair: ({ database }) =>
      database.change('INSERT INTO audit.audit_entry SELECT * FROM audit.hidden', 'DROP TABLE audit.hidden'),
    finds: ['chain entry 107', 'missing entry 100'],
  },
  {
    name: 'two entries that changed places',
    damage: swapEntries,
    repair: swapEntries,
    finds: ['chain entry 27', 'chain entry 28', 'leaf entry 20', 'leaf entry 21'],
  },
  {
    name: 'an entry outside of the log',
    damage: ({ database }) =>
      database.change(
        'CREATE TABLE audit.added AS SELECT * FROM audit.audit_entry WHERE index = 3',
        'UPDATE audit.added SET index = 70000, event_id = gen_random_uuid(), tenant_seq = 70000',
        'INSERT INTO audit.audit_entry SELECT * FROM audit.added',
        'DROP TABLE audit.added',
      ),
    repair: ({ database }) => database.change('DELETE FROM audit.audit_entry WHERE index = 70000'),
    finds: ['extra entry 70000'],
  },
  swapped('a changed hash of an entry', 'log_node', 'hash', 'level = 0 AND index = 300', [
    // The next entry of the same tenant names another one before it.
    'chain entry 307',
    'leaf entry 300',
  ]),
  swapped('a changed node', 'log_node', 'hash', 'level = 3 AND index = 5', ['node node 3/5']),
  swapped('a changed root of a tile', 'log_node', 'hash', 'level = 8 AND index = 1', ['node node 8/1']),
  {
    name: 'a deleted node',
    damage: ({ database }) =>
      database.change(
        'CREATE TABLE audit.hidden AS SELECT * FROM audit.log_node WHERE level = 5 AND index = 2',
        'DELETE FROM audit.log_node WHERE level = 5 AND index = 2',
      ),
    repair: ({ database }) =>
      database.change('INSERT INTO audit.log_node SELECT * FROM audit.hidden', 'DROP TABLE audit.hidden'),
    finds: ['missing node 5/2'],
  },
  flipped('a changed tile', 'tile/0/001'),
  flipped('a changed bundle', 'tile/entries/000'),
];

function swapBytes(table: string, column: string, where: string): string {
  return `UPDATE audit.${table} SET ${column} = set_byte(${column}, 3, get_byte(${column}, 3) # 1) WHERE ${where}`;
}

function swapEntries({ database }: DamagedPlaces): Promise<void> {
  return database.change(
    'UPDATE audit.audit_entry SET index = -1 WHERE index = 20',
    'UPDATE audit.audit_entry SET index = 20 WHERE index = 21',
    'UPDATE audit.audit_entry SET index = 21 WHERE index = -1',
  );
}

async function flip(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[70] = (bytes[70] ?? 0) ^ 1;
  await writeFile(file, bytes);
}
