import { readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openCheckpoint, parseVerifierKey } from '#platform/tlog';
import { until } from '../../../tests/support/until.ts';
import { startRunningWitness } from '../../../witness/testing/running-witness.ts';
import { createCapturingLogger } from '../testing/capturing-logger.ts';
import { appendEvents } from '../testing/append-events.ts';
import { factEvent } from '../testing/events.ts';
import { startRunningAudit } from '../testing/running-audit.ts';
import type { AppendReceipt } from '#platform/audit';
import type { TestDatabase } from '../../../tests/support/postgres.ts';
import type { RunningWitness } from '../../../witness/testing/running-witness.ts';
import type { RunningAudit } from '../testing/running-audit.ts';

let lines: Record<string, unknown>[];
let audit: RunningAudit;
let witness: RunningWitness;
let anchors: string;
/** Databases that were put back. */
let restored: TestDatabase[];

/** Variables of a log without anchors, and without a witness: what is not configured is not asked. */
const UNBOUND = { AUDIT_ANCHOR_STORE: '', WITNESS_URL: '', WITNESS_VKEY: '' };
let toArchive: Record<string, string>;
let toWitness: Record<string, string>;

beforeEach(async () => {
  restored = [];
  const captured = createCapturingLogger();
  lines = captured.lines;
  audit = await startRunningAudit({
    logger: captured.logger,
    environment: ({ folder }) => {
      anchors = folder.path('anchors');
      return { AUDIT_ANCHOR_STORE: `directory:${anchors}` };
    },
  });
  toArchive = { ...UNBOUND, AUDIT_ANCHOR_STORE: `directory:${anchors}` };
  witness = await startRunningWitness({ logVkeys: [audit.vkey] });
  toWitness = { ...UNBOUND, WITNESS_URL: witness.url, WITNESS_VKEY: witness.verifier.vkey };
});
afterEach(async () => {
  await audit.close();
  await witness.close();
  for (const database of restored) await database.drop();
});

const append = (count = 1): Promise<readonly AppendReceipt[]> =>
  appendEvents(
    audit,
    Array.from({ length: count }, () => factEvent()),
  );

/** The service on a copy of its database as it was when `copied` was made. */
async function putBack(copied: TestDatabase, variables: Record<string, string>): Promise<void> {
  await audit.restart({ ...variables, DATABASE_URL: copied.appUrl });
}

async function backUp(): Promise<TestDatabase> {
  await audit.stop();
  const copied = await audit.database.copy();
  restored.push(copied);
  return copied;
}

const isReady = async (): Promise<boolean> => (await fetch(`${audit.url}/readyz`)).status === 200;

/** The newest thing anchored, with what is known of the log and its witness. */
async function newestAnchor() {
  const folder = path.join(anchors, 'log1', 'anchor');
  const name = (await readdir(folder)).sort().at(-1) ?? '';
  const note = await readFile(path.join(folder, name));
  const log = parseVerifierKey(audit.vkey);
  return { name, note, ...openCheckpoint({ note, verifiers: [log, witness.verifier], origin: log.name }) };
}

describe('[R-113] a log that is bound to the outside', () => {
  test('anchors what it has by the time it ends, cosigned, under its zero-padded size', async () => {
    await audit.restart({ ...toArchive, WITNESS_URL: witness.url, WITNESS_VKEY: witness.verifier.vkey });
    await append(3);
    await audit.stop();
    const { name, note, size } = await newestAnchor();
    expect(name).toBe(String(size).padStart(16, '0'));
    expect(size).toBe(3);
    expect(note.toString()).toContain(`— ${witness.verifier.name} `);
    await audit.restart();
    await append(1);
    expect(await isReady()).toBe(true);
  });

  test('shows the cosigned checkpoint to everybody, and again right after a restart', async () => {
    await audit.restart({ ...toArchive, WITNESS_URL: witness.url, WITNESS_VKEY: witness.verifier.vkey });
    await append(2);
    const shown = async (): Promise<string> => {
      const answer = await audit
        .as('gateway')
        .service.call({ method: 'GET', path: '/internal/log/checkpoint', requestId: 'r' });
      const parts: Buffer[] = [];
      for await (const part of answer.body as AsyncIterable<Buffer>) parts.push(part);
      return Buffer.concat(parts).toString();
    };
    await until(async () => (await shown()).includes(`— ${witness.verifier.name} `));
    const before = await shown();
    await witness.restart();
    await audit.restart({ WITNESS_URL: 'http://127.0.0.1:1' });
    expect(await shown()).toBe(before);
    const metrics = await (await fetch(`${audit.url}/metrics`)).text();
    expect(metrics).toMatch(/^lifeready_audit_witness_age_seconds\{service="audit"\} \d/m);
    expect(metrics).toMatch(/^lifeready_audit_history_conflict\{service="audit"\} 0$/m);
  });

  test('starts and writes while the witness is away', async () => {
    await audit.restart({ ...toArchive, WITNESS_URL: 'http://127.0.0.1:1', WITNESS_VKEY: witness.verifier.vkey });
    await append(2);
    expect(await isReady()).toBe(true);
    expect(lines.map(({ msg }) => msg)).toContain('the witness does not answer; the log is held against it later');
    await audit.stop();
    expect((await newestAnchor()).size).toBe(2);
  });

  test('does not start while nobody can say what was anchored', async () => {
    await append(1);
    await expect(audit.restart({ AUDIT_ANCHOR_STORE: 'directory:/proc/self/mem/anchors' })).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    expect(lines.map(({ msg }) => msg)).toContain('the anchors cannot be read; nothing is signed before they can');
  });
});

describe('[R-112] a database that was put back', () => {
  test('does not start behind an anchor, and says why', async () => {
    await append(2);
    const old = await backUp();
    await audit.restart();
    await append(3);
    await audit.stop();
    await expect(putBack(old, toArchive)).rejects.toThrow(
      'an anchor is ahead of the log: it knows 5 entries, the log has 2',
    );
    expect(lines.find(({ level }) => level === 'fatal')).toMatchObject({
      err: { message: expect.stringContaining('ahead') },
    });
  });

  test('does not start behind the witness, and gives it no second history to sign', async () => {
    await audit.restart(toWitness);
    await append(2);
    const old = await backUp();
    await audit.restart();
    await append(3);
    await audit.stop();
    await expect(putBack(old, toWitness)).rejects.toThrow(
      'the witness is ahead of the log: it knows 5 entries, the log has 2',
    );
    await audit.restart({ DATABASE_URL: audit.database.appUrl });
    expect(await isReady()).toBe(true);
  });

  test('does not start with another history of the same size, neither for the archive nor for the witness', async () => {
    await append(2);
    const old = await backUp();
    await audit.restart({ ...toArchive, WITNESS_URL: witness.url, WITNESS_VKEY: witness.verifier.vkey });
    await append(2);
    await putBack(old, UNBOUND);
    await append(2);
    await audit.stop();
    await expect(putBack(old, toArchive)).rejects.toThrow(
      'an anchor knows another history: size 4 of it is not in this log',
    );
    await expect(putBack(old, toWitness)).rejects.toThrow(
      'the witness knows another history: size 4 of it is not in this log',
    );
    await putBack(old, UNBOUND);
    await append(30);
    await audit.stop();
    for (const variables of [toArchive, toWitness])
      await expect(putBack(old, variables)).rejects.toThrow('another history: size 4 of it');
  });

  test('stops a log that runs as soon as the witness is reached, with everything that hangs on it', async () => {
    await audit.restart(toWitness);
    await append(2);
    const old = await backUp();
    await audit.restart();
    await append(3);
    await audit.stop();
    const line = new URL(witness.url);
    await witness.stop();
    await putBack(old, toWitness);
    expect(await isReady()).toBe(true);
    await append(1);
    await witness.startAgain(Number(line.port));
    await until(async () => !(await isReady()));
    const refused = { status: 503, json: { code: 'AUDIT_UNAVAILABLE' } };
    const json = { events: [factEvent()] };
    expect(await audit.as('case').send({ method: 'POST', path: '/internal/append', json })).toMatchObject(refused);
    expect(await audit.as('gateway').send({ method: 'GET', path: '/internal/log/checkpoint' })).toMatchObject(refused);
    expect(lines.find(({ level }) => level === 'fatal')).toMatchObject({
      msg: 'the log contradicts what was signed before; nothing is signed any more',
      err: { message: expect.stringContaining('the witness is ahead of the log') },
    });
    expect(await (await fetch(`${audit.url}/metrics`)).text()).toMatch(/history_conflict\{service="audit"\} 1$/m);
  });

  test('starts where nothing outside was ahead, as when the whole machine was put back', async () => {
    await append(2);
    await audit.stop();
    const old = await backUp();
    await rm(anchors, { recursive: true });
    await putBack(old, toArchive);
    await append(1);
    await audit.stop();
    expect((await newestAnchor()).size).toBe(3);
  });
});
