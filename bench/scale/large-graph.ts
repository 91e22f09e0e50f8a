import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { askPlainly } from '../../gateway/testing/any-gateway.ts';
import { startForeignSubgraphs } from '../../gateway/testing/foreign-subgraphs.ts';
import { largeSelection, largeSubgraph, largeSupergraph } from '../../gateway/testing/large-supergraph.ts';
import { startGatewayProcess } from './gateway-process.ts';

export const SUBGRAPH_COUNT = 200;
/** Entities that the query goes through, one after the other; each is spread over ten subgraphs. */
const ENTITIES = 5;

export interface LargeGraph {
  readonly readyMs: number;
  /** Of the first request, with its plan. */
  readonly firstMs: number;
  readonly secondMs: number;
}

/** A supergraph of 200 subgraphs, and a query over fifty of them. */
export async function measureLargeGraph(): Promise<LargeGraph> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-scale-'));
  const subgraphs = await startForeignSubgraphs(largeSubgraph);
  const file = path.join(folder, 'supergraph.graphql');
  writeFileSync(
    file,
    largeSupergraph(SUBGRAPH_COUNT, (name) => subgraphs.urlOf(name)),
  );
  const gateway = await startGatewayProcess({
    GATEWAY_ACCESS: 'off',
    GATEWAY_EXECUTOR: 'program',
    SUPERGRAPH_FILE: file,
  });
  const query = `{ start { ${largeSelection(ENTITIES)} } }`;
  const ask = async (): Promise<number> => {
    const since = performance.now();
    const { errors } = await askPlainly(gateway.url, query);
    if (errors !== undefined) throw new Error(JSON.stringify(errors[0]));
    return performance.now() - since;
  };
  try {
    // Subgraphs make their schemas when they are first called, which is part of the first.
    const firstMs = await ask();
    const secondMs = await ask();
    return { readyMs: gateway.readyMs, firstMs, secondMs };
  } finally {
    await gateway.stop();
    await subgraphs.close();
    rmSync(folder, { recursive: true });
  }
}
