import { escapeHtml } from '../pages/html.ts';
import { reportRows } from './report-rows.ts';
import type { RequestCost } from './request-cost.ts';
import type { ReportRow } from './report-rows.ts';
import type { RequestReport } from './request-report.ts';

const WIDTH = 980;
const LABELS = 430;
const RIGHT = 90;
const AXIS = WIDTH - LABELS - RIGHT;
const TOP = 98;
const ROW = 26;
const INDENT = 16;
/** Width of a character, about, in the size that labels have. */
const CHARACTER = 7.2;
const COST_BAR = 180;
const MIN_BAR = 2;
const TICKS = 4;

const INK = '#1d2a33';
const QUIET = '#52626d';
const LINE = '#d8dee2';
const OWN = '#8a97a0';
const BAD = '#b3261e';
/** Of subgraphs, in the order in which they are called; told apart by their names too. */
const COLOURS = ['#1f6f8b', '#7a4f9a', '#3c7d3c', '#b0651d', '#a23b5f', '#4d5bb0'];

/**
 * Plan, cost and times of one request as an SVG document: a row for each part of the plan, a bar for each call.
 * Attack: an alias or a type name that is markup. Rule: every text is escaped, and the page shows the picture as an image, in which no
 * script runs.
 */
export function drawReport(report: RequestReport, cost: RequestCost | undefined): string {
  const rows = reportRows(report);
  const height = TOP + rows.length * ROW + 14;
  const total = Math.max(report.totalMs, 0.001);
  const colours = coloursOf(report);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${escapeHtml(summaryOf(report, cost))}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(16, 24, summaryOf(report, undefined), INK, 'font-weight="600"'),
    drawCost(cost, colours),
    drawAxis(total, height),
    ...rows.map((row, index) => drawRow(row, TOP + index * ROW, total, colours)),
    '</svg>',
  ].join('\n');
}

/** One sentence for those who do not see the picture. */
function summaryOf({ totalMs, calls }: RequestReport, cost: RequestCost | undefined): string {
  const subgraphs = new Set(calls.map(({ subgraph }) => subgraph)).size;
  const to = subgraphs === 0 ? '' : ` to ${subgraphs} ${subgraphs === 1 ? 'subgraph' : 'subgraphs'}`;
  const spent = cost === undefined ? '' : `, cost ${cost.estimated} of ${cost.max}`;
  return `${milliseconds(totalMs)}, ${calls.length} ${calls.length === 1 ? 'call' : 'calls'}${to}${spent}`;
}

/** How much of what is allowed the request was estimated to take, and within it what it took. */
function drawCost(cost: RequestCost | undefined, colours: ReadonlyMap<string, string>): string {
  if (cost === undefined) return text(16, 48, 'no cost: it was refused before', QUIET);
  const { estimated, actual, max } = cost;
  const width = (part: number): string => number(Math.max(MIN_BAR, Math.min(1, part / Math.max(1, max)) * COST_BAR));
  const bar = (length: string, colour: string): string =>
    `<rect x="${LABELS - COST_BAR - 20}" y="38" width="${length}" height="10" rx="2" fill="${colour}"/>`;
  return [
    text(16, 48, `cost ${estimated} of ${max}; it was ${actual}`, INK),
    bar(String(COST_BAR), LINE),
    bar(width(estimated), OWN),
    bar(width(actual), INK),
    ...drawShares(cost, colours),
  ].join('\n');
}

/** What each subgraph was estimated to have to do, and did. */
function drawShares({ bySubgraph = {} }: RequestCost, colours: ReadonlyMap<string, string>): readonly string[] {
  let x = 16;
  return Object.entries(bySubgraph).map(([subgraph, { estimated, actual }]) => {
    const label = `${subgraph} ${estimated}, was ${actual}`;
    const at = x;
    x += label.length * 6.2 + 30;
    return [
      `<rect x="${number(at)}" y="60" width="9" height="9" rx="2" fill="${colours.get(subgraph) ?? OWN}"/>`,
      text(at + 14, 68, label, QUIET, 'font-size="11"'),
    ].join('\n');
  });
}

function drawAxis(total: number, height: number): string {
  return Array.from({ length: TICKS + 1 }, (_none, tick) => {
    const x = LABELS + (AXIS * tick) / TICKS;
    return [
      `<line x1="${number(x)}" y1="${TOP - 10}" x2="${number(x)}" y2="${height - 10}" stroke="${LINE}"/>`,
      text(x, TOP - 16, milliseconds((total * tick) / TICKS), QUIET, 'text-anchor="middle" font-size="11"'),
    ].join('\n');
  }).join('\n');
}

function drawRow(row: ReportRow, y: number, total: number, colours: ReadonlyMap<string, string>): string {
  const { subgraph } = row;
  const colour = subgraph === undefined ? OWN : (colours.get(subgraph) ?? OWN);
  const bars = row.bars.map(({ startMs, endMs, errors, note }) => {
    const x = LABELS + (AXIS * startMs) / total;
    const width = Math.max(MIN_BAR, (AXIS * (endMs - startMs)) / total);
    const label = [milliseconds(endMs - startMs), ...(note === undefined ? [] : [note])].join(', ');
    return [
      `<rect x="${number(x)}" y="${y + 4}" width="${number(width)}" height="${ROW - 10}" rx="3" fill="${errors > 0 ? BAD : colour}"/>`,
      drawBarLabel(label, x, width, y),
    ].join('\n');
  });
  const indent = 16 + row.depth * INDENT;
  const mark =
    subgraph === undefined ? '' : `<rect x="${indent}" y="${y + 6}" width="10" height="10" rx="2" fill="${colour}"/>`;
  const x = subgraph === undefined ? indent : indent + 16;
  return [mark, text(x, y + 16, shortened(row.label, x), subgraph === undefined ? QUIET : INK), ...bars].join('\n');
}

/** Beside its bar: after it, or before it where there is no room after. */
function drawBarLabel(label: string, x: number, width: number, y: number): string {
  const after = x + width + 6;
  const fits = after + label.length * 6.2 < WIDTH;
  return fits
    ? text(after, y + 16, label, QUIET, 'font-size="11"')
    : text(x - 6, y + 16, label, QUIET, 'font-size="11" text-anchor="end"');
}

function coloursOf({ plan, calls }: RequestReport): ReadonlyMap<string, string> {
  const names = [...new Set([...calls.map(({ subgraph }) => subgraph), ...subgraphsOf(plan)])];
  return new Map(names.map((name, index) => [name, COLOURS[index % COLOURS.length] ?? OWN]));
}

function subgraphsOf(plan: RequestReport['plan']): readonly string[] {
  if (plan === undefined) return [];
  return plan.kind === 'fetch' ? [plan.subgraph] : plan.nodes.flatMap(subgraphsOf);
}

function text(x: number, y: number, content: string, colour: string, more = ''): string {
  return `<text x="${number(x)}" y="${number(y)}" fill="${colour}" ${more}>${escapeHtml(content)}</text>`;
}

/** What fits between `x` and the time axis. */
function shortened(label: string, x: number): string {
  const most = Math.max(8, Math.floor((LABELS - x - 12) / CHARACTER));
  return label.length <= most ? label : `${label.slice(0, most - 1)}…`;
}

function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : String(Math.round(value))} ms`;
}

function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}
