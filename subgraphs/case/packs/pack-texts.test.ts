import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { sampleDocuments, samplePlan } from '../testing/sample-plan.ts';
import { instructionsMarkdown, packContent, summaryPdf } from './index.ts';
import { REPLACEMENT, toLatin } from './latin-text.ts';
import { inline, quoted } from './markdown-text.ts';
import { lines, oneLine } from './plain-text.ts';

const HOSTILE = '<script>alert(1)</script> [x](javascript:1) `code` **bold** | # \u202egnp.exe';

describe('[R-082] what people wrote comes back as text', () => {
  test('in Markdown nothing of it is markup', () => {
    const plan = samplePlan('emergency_pack', {
      name: HOSTILE,
      notes: `# heading\n> quote\n- item\n1. item\n\n${HOSTILE}`,
    });
    const text = instructionsMarkdown(packContent(plan, sampleDocuments('emergency_pack', HOSTILE)));
    const ours = text.split('\n').filter((line) => line.startsWith('#'));
    expect(ours).toEqual([
      '# Emergency pack',
      '## Disclaimer',
      '## About this pack',
      '## Instructions',
      '## Contacts',
      '## Directives',
      '## Notes of the owner',
    ]);
    expect(text).not.toMatch(/(?<!\\)<script/u);
    expect(text).not.toMatch(/(?<!\\)\]\(/u);
    expect(text).not.toContain('\u202e');
  });

  test('a line stays one line and a quote is never left', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(inline(text)).not.toMatch(/[\n\r\u0000-\u0008]/u);
        expect(
          quoted(text)
            .split('\n')
            .every((line) => line.startsWith('>')),
        ).toBe(true);
        expect(inline(text).replaceAll(/\\./gu, '')).not.toMatch(/[<>`[\]*_#|!]/u);
      }),
    );
  });

  test('controls and marks that change direction go, other letters stay', () => {
    expect(oneLine(' Ṱhoho \t ya\n\u202eshango\u0007 ')).toBe('Ṱhoho ya shango');
    expect(lines('one  \r\ntwo\u0000\n\nthree')).toEqual(['one', 'two', '', 'three']);
  });
});

describe('the PDF', () => {
  const bytesFor = (name: string): Promise<Buffer> => {
    const plan = { ...samplePlan('death_readiness', { name }), packId: 'p' };
    return summaryPdf(packContent({ ...plan, record: { ...plan.record, id: 'c' } }, []), plan.exportedAt);
  };

  test('[R-088] of equal content has equal bytes', async () => {
    const [one, other] = [await bytesFor('Naledi Mokoena'), await bytesFor('Naledi Mokoena')];
    expect(one.equals(other)).toBe(true);
    expect(one.equals(await bytesFor('Somebody else'))).toBe(false);
  });

  test('says what it is, and who is the nominee', async () => {
    const text = textOf(await bytesFor('Naledi Mokoena'));
    for (const part of ['Death-readiness pack', 'not appointed by the Master', 'Executor nominee', 'Naledi Mokoena'])
      expect(text).toContain(part);
    expect(text).not.toContain('letters that this file cannot show');
  });

  test('shows letters that its fonts lack without marks or as a question mark, and says so', async () => {
    const text = textOf(await bytesFor('Ṱhovhele 王'));
    expect(text).toContain('Thovhele ?');
    expect(text).toContain('letters that this file cannot show');
  });
});

test.each([
  ['Zoë Müller €5 “quoted” – dash', 'Zoë Müller €5 “quoted” – dash', false],
  ['Ṱoḓa ṋwana', 'Toda nwana', true],
  ['ﬁne', 'fine', true],
  ['王芳', REPLACEMENT + REPLACEMENT, true],
  ['👍🏽', REPLACEMENT + REPLACEMENT, true],
])('%s is shown as %s', (text, shown, lossy) => {
  expect(toLatin(text)).toEqual({ text: shown, lossy });
});

/** Text that a PDF draws: the strings of its content streams, as Windows-1252. */
function textOf(pdf: Buffer): string {
  const streams = [...pdf.toString('latin1').matchAll(/stream\n(?<content>[\s\S]*?)\nendstream/gu)].map(
    ({ groups }) => {
      try {
        return inflateSync(Buffer.from(groups?.['content'] ?? '', 'latin1')).toString('latin1');
      } catch {
        return '';
      }
    },
  );
  return streams
    .map((stream) =>
      [...stream.matchAll(/\[(?<line>[^\]]*)\] TJ/gu)].map(({ groups }) => hexText(groups?.['line'] ?? '')).join(' '),
    )
    .join('\n');
}

function hexText(line: string): string {
  return [...line.matchAll(/<(?<hex>[0-9a-f]*)>/gu)]
    .map(({ groups }) => Buffer.from(groups?.['hex'] ?? '', 'hex').toString('latin1'))
    .join('');
}
