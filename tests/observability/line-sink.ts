// A sink for tests: reads lines from its standard input and keeps what a rule takes, one per index, in a file.
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseRule } from './rewrite-rule.ts';

const [rule = '', file = ''] = process.argv.slice(2);
const { takes } = parseRule(rule);
const seen = new Set<number>();

for await (const line of createInterface({ input: process.stdin })) {
  if (!takes(line)) continue;
  const { index } = (JSON.parse(line) as { audit: { index: number } }).audit;
  if (seen.has(index)) continue;
  seen.add(index);
  appendFileSync(file, `${String(index)}\n`);
}
