import { RACE_QUERIES } from './queries.ts';
import { ABOUT, resultOf } from './standings.ts';
import type { ContestantName } from './contestants.ts';
import type { Race } from './race.ts';

const WIDTH = 860;
const LABEL = 300;
const BAR = 18;
const GAP = 6;
const HEADING = 34;
const RIGHT = 90;
const OURS = '#1f6f54';
const OTHERS = '#9aa5a0';

/** Times the stock gateway, as bars: a picture for those who would rather look than read. */
export function drawRace(race: Race): string {
  const names = (Object.keys(ABOUT) as ContestantName[]).filter((name) => resultOf(race, name, 'small'));
  const groupHeight = HEADING + names.length * (BAR + GAP);
  const height = RACE_QUERIES.length * groupHeight + 16;
  const groups = RACE_QUERIES.map(({ name: query, about }, place) => {
    const times = names.map((name) => resultOf(race, name, query)?.overStock ?? 0);
    const most = Math.max(...times, 1);
    const bars = names.map((name, row) => {
      const value = times[row] ?? 0;
      const y = HEADING + row * (BAR + GAP);
      const width = ((WIDTH - LABEL - RIGHT) * value) / most;
      const fill = name.startsWith('ours') ? OURS : OTHERS;
      return [
        `<text x="${String(LABEL - 8)}" y="${String(y + 14)}" text-anchor="end">${ABOUT[name]}</text>`,
        `<rect x="${String(LABEL)}" y="${String(y)}" width="${width.toFixed(1)}" height="${String(BAR)}" rx="2" fill="${fill}"/>`,
        `<text x="${(LABEL + width + 6).toFixed(1)}" y="${String(y + 14)}">${value.toFixed(1)}</text>`,
      ].join('');
    });
    const heading = `<text x="8" y="20" font-weight="600">${query}: ${about}</text>`;
    return `<g transform="translate(0 ${String(8 + place * groupHeight)})">${heading}${bars.join('')}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(height)}" role="img" aria-labelledby="title" font-family="system-ui, sans-serif" font-size="13" fill="#20302a">`,
    '<title id="title">Requests per second of each gateway, as times those of the stock gateway</title>',
    `<rect width="${String(WIDTH)}" height="${String(height)}" fill="#ffffff"/>`,
    ...groups,
    '</svg>',
    '',
  ].join('\n');
}
