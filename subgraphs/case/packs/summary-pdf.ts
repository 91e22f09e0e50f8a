import PDFDocument from 'pdfkit';
import { toLatin } from './latin-text.ts';
import { lines, oneLine } from './plain-text.ts';
import type { ContentSection, PackContent } from './pack-content.ts';

const MARGIN_POINTS = 56;
const BODY = { font: 'Helvetica', size: 10 } as const;
const BOLD = { font: 'Helvetica-Bold', size: 10 } as const;
const HEADING = { font: 'Helvetica-Bold', size: 13 } as const;
const TITLE = { font: 'Helvetica-Bold', size: 20 } as const;

const LOSSY_NOTICE =
  'Some names or texts use letters that this file cannot show; they appear without marks or as “?”. The exact texts are in instructions.md and index.json.';

type Style = typeof BODY | typeof BOLD | typeof HEADING | typeof TITLE;

/**
 * The pack's text as a PDF with the standard fonts. Equal content gives equal bytes: the time comes from the plan, and the
 * file id is a function of it. Text is drawn, never interpreted, so nothing a person wrote can become a link or a script.
 */
export async function summaryPdf({ title, sections }: PackContent, exportedAt: Date): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN_POINTS,
    lang: 'en-ZA',
    displayTitle: true,
    info: { Title: title, CreationDate: exportedAt, ModDate: exportedAt, Producer: 'LifeReady', Creator: 'LifeReady' },
  });
  const bytes = collect(pdf);
  const shown = { lossy: false };
  const write = (text: string, { font, size }: Style, options: PDFKit.Mixins.TextOptions = {}): void => {
    const latin = toLatin(text);
    shown.lossy ||= latin.lossy;
    pdf.font(font).fontSize(size).text(latin.text, options);
  };
  write(title, TITLE);
  for (const section of sections) writeSection(section, write, () => pdf.moveDown());
  if (shown.lossy) {
    pdf.moveDown();
    write(LOSSY_NOTICE, BODY);
  }
  pdf.end();
  return bytes;
}

function writeSection(
  { title, sentences = [], steps = [], rows = [], quote }: ContentSection,
  write: (text: string, style: Style, options?: PDFKit.Mixins.TextOptions) => void,
  gap: () => void,
): void {
  gap();
  write(title, HEADING);
  for (const sentence of sentences) write(sentence, BODY);
  for (const [at, step] of steps.entries()) write(`${String(at + 1)}. ${step.replaceAll('`', '')}`, BODY);
  for (const { label, text } of rows) {
    write(`${label} `, BOLD, { continued: true });
    write(oneLine(text), BODY);
  }
  if (quote !== undefined) for (const line of lines(quote)) write(line === '' ? ' ' : line, BODY, { indent: 12 });
}

async function collect(pdf: PDFKit.PDFDocument): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of pdf as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
