import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..', '..');
/** A metric as the code declares it: its name, and the list of its labels where it has one. */
const DECLARATION =
  /\.(?<kind>counter|gauge|histogram)\(\s*'(?<name>lifeready_[a-z_]+)',(?:(?!\)\s*;|\[)[\s\S])*(?:\[(?<labels>[^\]]*)\])?/gu;
/** Besides those that are declared: of every metric, of workers, of histograms. */
const ALWAYS = ['service', 'worker', 'le'];

/** @returns the metrics that the sources of some folders declare: names as they are scraped, each with its labels */
export function declaredMetrics(...folders: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const metrics = new Map<string, ReadonlySet<string>>();
  for (const folder of folders) {
    for (const file of globSync(`${folder}/**/*.ts`, { cwd: ROOT })) {
      if (file.endsWith('.test.ts') || file.includes('/testing/')) continue;
      for (const { groups = {} } of readFileSync(path.join(ROOT, file), 'utf8').matchAll(DECLARATION)) {
        const { kind, name = '', labels = '' } = groups;
        const known = new Set([...ALWAYS, ...[...labels.matchAll(/'(\w+)'/gu)].map(([, label = '']) => label)]);
        const series = kind === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
        for (const end of series) metrics.set(name + end, known);
      }
    }
  }
  return metrics;
}

/** What a query asks for: each metric with the labels that are told apart next to it. */
export function askedMetrics(
  query: string,
): readonly { readonly metric: string; readonly labels: readonly string[] }[] {
  const groups = [...query.matchAll(/\bby \((?<labels>[^)]*)\)/gu)].flatMap((match) => names(match.groups?.['labels']));
  return [...query.matchAll(/(?<metric>lifeready_[a-z_]+)(?:\{(?<selector>[^}]*)\})?/gu)].map(
    ({ groups: found = {} }) => {
      const selected = [...(found['selector'] ?? '').matchAll(/(\w+)(?==~?"|!=|!~)/gu)].map(([label]) => label);
      return { metric: found['metric'] ?? '', labels: [...groups, ...selected] };
    },
  );
}

function names(list = ''): string[] {
  return list
    .split(',')
    .map((label) => label.trim())
    .filter((label) => label !== '');
}
