import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import PDFDocument from 'pdfkit';
import { buffer } from 'node:stream/consumers';
import { playActing } from '../../../cli/journey/acting.ts';
import { chooseFile } from '../../../cli/journey/chosen-file.ts';
import { connect } from '../../../cli/journey/endpoint.ts';
import { playJourney } from '../../../cli/journey/journey.ts';
import { loadPolicy } from '../../../cli/audit/load-policy.ts';
import { verifyBundle } from '../../../cli/audit/verify-bundle.ts';
import { stackPaths } from '../../../cli/stack/paths.ts';
import { sharedStack } from '../../support/e2e/shared-stack.ts';
import type { JourneyInput, JourneyResult } from '../../../cli/journey/journey-input.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lifeready-journey-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function journeyWith(name: string, content: Buffer): Promise<JourneyResult> {
  return playJourney(await inputWith(name, content));
}

async function inputWith(name: string, content: Buffer): Promise<JourneyInput> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  const { url, state } = sharedStack();
  return {
    endpoint: connect(url),
    file: await chooseFile(file),
    folder,
    policy: await loadPolicy(undefined, stackPaths(state).trustPolicy),
    step: (_title, work) => work(),
  };
}

async function pdf(text: string): Promise<Buffer> {
  const document = new PDFDocument();
  document.text(text);
  document.end();
  return buffer(document);
}

describe('the main job, on the user’s own file', () => {
  test('[R-213] [R-091] from signing up to a bundle that verifies offline, with the nominee reading the same pack', async () => {
    const { report, bundle } = await journeyWith('will.pdf', await pdf('My will'));
    expect(report).toMatchObject({ verdict: 'verified' });
    const { state } = sharedStack();
    const policy = await loadPolicy(undefined, stackPaths(state).trustPolicy);
    expect(await verifyBundle({ path: `${bundle}.nominee`, policy })).toMatchObject({ verdict: 'verified' });
    expect(await verifyBundle({ path: bundle, policy: null })).toMatchObject({ verdict: 'untrusted' });
  });

  test('[R-079] a file of another type is refused with the code and the field', async () => {
    const program = Buffer.concat([Buffer.from('7f454c460201010000000000000000000200', 'hex'), Buffer.alloc(200)]);
    await expect(journeyWith('program.pdf', program)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      hint: expect.stringContaining('mediaType') as unknown,
    });
  });

  test('[R-079] a file over 50 MiB is refused before it is sent', async () => {
    const large = Buffer.concat([await pdf('x'), Buffer.alloc(50 * 1024 * 1024)]);
    await expect(journeyWith('large.pdf', large)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      hint: expect.stringContaining('byteSize') as unknown,
    });
  });
});

test('[R-116] [R-085] somebody acts for another: a proxy exports a pack that proves itself, a contact reads by staged access, both are stopped', async () => {
  const { report, acted } = await playActing(await inputWith('acting.pdf', await pdf('A will')));
  expect(report).toMatchObject({ verdict: 'verified' });
  expect(acted.length).toBeGreaterThan(0);
  for (const line of acted) expect(line).toMatch(/Demo proxy on behalf of Demo principal$/);
});
