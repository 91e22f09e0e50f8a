/** One subgraph as `supergraph.yaml` names it. */
export interface SubgraphEntry {
  readonly name: string;
  /** Name under which the gateway knows the subgraph; the address itself is set where the gateway runs. */
  readonly routingUrl: string;
  /** Path of the SDL, relative to `supergraph.yaml`. */
  readonly file: string;
}

export interface SupergraphConfig {
  /** Exact version of federation, such as `2.14.4`. */
  readonly federationVersion: string;
  readonly subgraphs: readonly SubgraphEntry[];
}

const LINES = {
  version: /^federation_version: =(\d+\.\d+\.\d+)$/,
  subgraphs: /^subgraphs:$/,
  name: /^ {2}([a-z][a-z0-9-]*):$/,
  routingUrl: /^ {4}routing_url: (https?:\/\/[a-z0-9./-]+)$/,
  schema: /^ {4}schema:$/,
  file: /^ {6}file: (\.\/[a-z0-9./-]+\.graphql)$/,
} as const;

type LineKind = keyof typeof LINES;

/** What may follow what. The file has one shape; anything else is a mistake, not another way to write YAML. */
const NEXT: Readonly<Record<LineKind | 'start', readonly LineKind[]>> = {
  start: ['version'],
  version: ['subgraphs'],
  subgraphs: ['name'],
  name: ['routingUrl'],
  routingUrl: ['schema'],
  schema: ['file'],
  file: ['name'],
};

/**
 * Reads `supergraph.yaml`: the few lines of YAML that rover's configuration needs, and nothing else.
 * @throws Error naming the first line that does not fit
 */
export function parseSupergraphConfig(text: string): SupergraphConfig {
  const found: { readonly kind: LineKind; readonly value: string }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const match = matchLine(line, NEXT[found.at(-1)?.kind ?? 'start']);
    if (match === undefined) throw new Error(`supergraph.yaml:${index + 1}: not understood`);
    found.push(match);
  }
  if (found.at(-1)?.kind !== 'file') throw new Error('supergraph.yaml: ends too early');
  const values = (kind: LineKind): string[] => found.filter((line) => line.kind === kind).map(({ value }) => value);
  const [names, urls, files] = [values('name'), values('routingUrl'), values('file')];
  if (new Set(names).size !== names.length) throw new Error('supergraph.yaml: a subgraph is there twice');
  return {
    federationVersion: values('version')[0] ?? '',
    subgraphs: names.map((name, index) => ({ name, routingUrl: urls[index] ?? '', file: files[index] ?? '' })),
  };
}

function matchLine(line: string, kinds: readonly LineKind[]): { kind: LineKind; value: string } | undefined {
  for (const kind of kinds) {
    const match = LINES[kind].exec(line);
    if (match !== null) return { kind, value: match[1] ?? '' };
  }
  return undefined;
}
