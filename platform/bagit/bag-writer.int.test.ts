import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '#platform/errors';
import { createBagWriter } from './bag-writer.ts';
import { openBag } from './open-bag.ts';
import { problemCodes, sampleName, sampleOptions, samplePayload, withFile, writeBag } from './testing/sample-bag.ts';
import { verifyBag } from './verify-bag.ts';

describe('a written bag', () => {
  test('[R-088] verifies, and the report repeats what was written', async () => {
    await withFile(await writeBag(samplePayload, { 'signature.note': 'signed' }), async (path) => {
      const bag = await openBag(path);
      const report = await verifyBag(bag, { allowedUnlisted: ['signature.note'] });
      expect(report.problems).toEqual([]);
      expect(report.ok).toBe(true);
      expect(report.name).toBe(sampleName);
      expect(report.files.map((file) => file.path)).toEqual(Object.keys(samplePayload));
      expect(report.info.get('External-Identifier')).toBe('sample 1');
      expect(report.info.get('Payload-Oxum')).toBe(`${String(report.bytes)}.3`);
      expect((await report.readEntry('signature.note'))?.toString()).toBe('signed');
      expect(await report.readEntry('data/none')).toBeNull();
      const tagmanifest = await report.readEntry('tagmanifest-sha256.txt');
      expect(report.tagmanifestSha256).toBe(
        createHash('sha256')
          .update(tagmanifest ?? '')
          .digest('hex'),
      );
      await bag.close();
    });
  });

  test('[R-088] verifies for any content, read in any pieces', async () => {
    const bodies = fc.array(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(bodies, async (files) => {
        const writer = createBagWriter(sampleOptions);
        const archive = buffer(writer.output);
        const added = await Promise.all(
          files.map((pieces, index) =>
            writer.addPayload({
              path: `data/${String(index)}`,
              body: Readable.from(pieces.map((piece) => Buffer.from(piece))),
            }),
          ),
        );
        await writer.seal();
        writer.finish();
        const contents = files.map((pieces) => Buffer.concat(pieces));
        expect(added.map(({ byteSize }) => byteSize)).toEqual(contents.map(({ length }) => length));
        expect(added.map(({ sha256 }) => sha256)).toEqual(
          contents.map((content) => createHash('sha256').update(content).digest('hex')),
        );
        expect(await problemCodes(await archive)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test('[R-088] has the same bytes for the same input, given as buffer or as stream', async () => {
    const writer = createBagWriter(sampleOptions);
    const archive = buffer(writer.output);
    for (const [path, text] of Object.entries(samplePayload)) {
      await writer.addPayload({ path, body: Readable.from([...text].map((character) => Buffer.from(character))) });
    }
    await writer.seal();
    writer.finish();
    expect((await archive).equals(await writeBag())).toBe(true);
    expect((await writeBag()).equals(await writeBag())).toBe(true);
  });

  test('keeps call order in the archive while manifests are sorted', async () => {
    const archive = (await writeBag({ 'data/b': '1', 'data/a': '2' })).toString('latin1');
    expect(archive.indexOf(`${sampleName}/data/b`)).toBeLessThan(archive.indexOf(`${sampleName}/data/a`));
    expect(archive).toMatch(/ {2}data\/a\n[0-9a-f]+ {2}data\/b\n/);
  });

  test('waits for the reader: nothing is drawn from the body while nobody reads the archive', async () => {
    const chunk = Buffer.alloc(64 * 1024);
    let drawn = 0;
    const body = Readable.from(
      (function* () {
        for (; drawn < 256; drawn++) yield chunk;
      })(),
    );
    const writer = createBagWriter(sampleOptions);
    const added = writer.addPayload({ path: 'data/large', body });
    await new Promise(setImmediate);
    for (let turn = 0; turn < 1000; turn++) await new Promise(setImmediate);
    expect(drawn).toBeLessThan(64);
    const archive = buffer(writer.output);
    expect((await added).byteSize).toBe(256 * chunk.length);
    await writer.seal();
    writer.finish();
    expect(await problemCodes(await archive)).toEqual([]);
  });
});

describe('a bag that cannot be finished', () => {
  test('fails the output and every later call when a body fails', async () => {
    const writer = createBagWriter(sampleOptions);
    const archive = buffer(writer.output);
    const cause = new Error('the store broke off');
    const waiting = writer.addPayload({
      path: 'data/b',
      body: new Readable({
        read() {
          this.push('x');
          this.destroy(cause);
        },
      }),
    });
    const behind = writer.addPayload({ path: 'data/c', body: Buffer.from('never written') });
    await expect(waiting).rejects.toBe(cause);
    await expect(behind).rejects.toBe(cause);
    await expect(archive).rejects.toBe(cause);
    await expect(writer.addPayload({ path: 'data/d', body: Buffer.from('') })).rejects.toBe(cause);
    await expect(writer.seal()).rejects.toBe(cause);
  });

  test('rejects a pending payload and lets go of its body when the reader goes away', async () => {
    const writer = createBagWriter(sampleOptions);
    const body = new Readable({ read: () => undefined });
    const added = writer.addPayload({ path: 'data/a', body });
    writer.output.destroy();
    await expect(added).rejects.toThrow(AppError);
    expect(body.destroyed).toBe(true);
  });

  test('ends the output with the reason when it is given up', async () => {
    const writer = createBagWriter(sampleOptions);
    const archive = buffer(writer.output);
    await writer.addPayload({ path: 'data/a', body: Buffer.from('a') });
    const reason = new Error('given up');
    writer.abort(reason);
    await expect(archive).rejects.toBe(reason);
  });
});

describe('misuse is refused', () => {
  test.each(['data/../x', '/data/x', 'data/a b', 'data/%41', 'data/é', 'data\\x', 'x.txt', 'data', 'data/'])(
    '[R-113] payload path %j',
    async (path) => {
      const writer = createBagWriter(sampleOptions);
      await expect(writer.addPayload({ path, body: Buffer.from('') })).rejects.toThrow(AppError);
    },
  );

  test('names that differ in case only', async () => {
    const writer = createBagWriter(sampleOptions);
    const archive = buffer(writer.output);
    await writer.addPayload({ path: 'data/a', body: Buffer.from('') });
    await expect(writer.addPayload({ path: 'data/A', body: Buffer.from('') })).rejects.toThrow(AppError);
    await writer.seal();
    writer.finish();
    expect(await problemCodes(await archive)).toEqual([]);
  });

  test.each([
    { name: 'not-a-uuid' },
    { baggingDate: '22/11/2026' },
    { externalIdentifier: 'two\nlines' },
    { externalIdentifier: '' },
    { info: { 'Payload-Oxum': '1.1' } },
    { info: { 'Bad: Label': 'x' } },
    { info: { Note: ' padded ' } },
  ])('options %j', (wrong) => {
    expect(() => createBagWriter({ ...sampleOptions, ...wrong })).toThrow(AppError);
  });

  test('calls out of order, and unlisted files that are not free top-level names', async () => {
    const writer = createBagWriter(sampleOptions);
    writer.output.resume();
    expect(() => {
      writer.finish();
    }).toThrow(AppError);
    expect(() => {
      writer.addUnlisted({ path: 'signature.note', body: Buffer.from('') });
    }).toThrow(AppError);
    await expect(writer.seal()).rejects.toThrow(AppError);
    await writer.addPayload({ path: 'data/a', body: Buffer.from('') });
    await writer.seal();
    await expect(writer.addPayload({ path: 'data/b', body: Buffer.from('') })).rejects.toThrow(AppError);
    for (const path of ['fetch.txt', 'data', 'manifest-md5.txt', 'TAGMANIFEST-SHA256.TXT', 'folder/x', 'a b']) {
      expect(() => {
        writer.addUnlisted({ path, body: Buffer.from('') });
      }).toThrow(AppError);
    }
  });
});
