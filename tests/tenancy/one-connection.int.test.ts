import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '#platform/ids';
import { openNotes } from './one-connection/notes.ts';
import { OPERATIONS, readNotes, untilConnected } from './one-connection/operations.ts';
import type { TransactionScope } from '#platform/db';
import type { Notes } from './one-connection/notes.ts';
import type { Model, Note, Turn } from './one-connection/operations.ts';

const RUNS = 40;
const MAX_ROUNDS = 12;

let notes: Notes;
beforeAll(async () => {
  notes = await openNotes();
});
afterAll(() => notes.close());

type OperationName = keyof typeof OPERATIONS;
const operation = fc.constantFrom(...(Object.keys(OPERATIONS) as OperationName[]));
/** In each round both tenants want the one connection at the same time; who asks first changes. */
const rounds = fc.array(fc.record({ ann: operation, ben: operation, benFirst: fc.boolean() }), {
  minLength: 1,
  maxLength: MAX_ROUNDS,
});

interface Tenant {
  readonly scope: TransactionScope;
  readonly model: Model;
}

function tenant(): Tenant {
  return { scope: { tenantId: newId(), principalId: newId() }, model: new Map() };
}

function expected({ scope, model }: Tenant): Note[] {
  return [...model]
    .map(([id, text]) => ({ tenant_id: scope.tenantId, id, text }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function play(name: OperationName, who: Tenant, other: Tenant): Promise<void> {
  const turn: Turn = { notes, scope: who.scope, other: other.scope, model: who.model };
  const seen = await untilConnected(() => OPERATIONS[name](turn));
  const visible = name === 'readAsNobody' ? [] : [who.scope.tenantId];
  expect(seen.filter((row) => !visible.includes(row.tenant_id))).toEqual([]);
}

describe('[R-034] [R-153] two tenants and one connection', () => {
  test('whatever happens on it, neither ever sees a row of the other, nor loses one of their own', async () => {
    const property = fc.asyncProperty(rounds, async (script) => {
      const [ann, ben] = [tenant(), tenant()];
      for (const round of script) {
        const turns = [() => play(round.ann, ann, ben), () => play(round.ben, ben, ann)];
        await Promise.all((round.benFirst ? turns.toReversed() : turns).map((turn) => turn()));
        expect(await untilConnected(() => notes.db.read(ann.scope, readNotes))).toEqual(expected(ann));
        expect(await untilConnected(() => notes.db.read(ben.scope, readNotes))).toEqual(expected(ben));
        expect(await notes.db.read(null, readNotes)).toEqual([]);
      }
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});
