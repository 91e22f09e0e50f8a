import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { composeServices } from '@apollo/composition';
import fc from 'fast-check';
import { parse } from 'graphql';
import { SUBGRAPHS, disableVendorTelemetry } from '../../config.ts';
import { chooseBy, choices } from '../../testing/choices.ts';
import { generateOperation } from '../../testing/generated-operations.ts';
import { createRandomSubgraph } from '../../testing/random-subgraph.ts';
import { richSubgraphs } from '../../testing/rich-subgraphs.ts';
import { supergraph } from '../../testing/schemas.ts';
import { startTwoExecutors } from '../../testing/two-executors.ts';
import type { DocumentNode } from 'graphql';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');

/** Operations that are compared over each supergraph. */
const RUNS = { rich: 1_100, own: 900 };

disableVendorTelemetry();

function randomSubgraphs(definitions: Iterable<readonly [string, DocumentNode]>) {
  return new Map([...definitions].map(([name, typeDefs]) => [name, createRandomSubgraph(typeDefs)]));
}

function composed(): string {
  const { supergraphSdl, errors } = composeServices(
    [...richSubgraphs].map(([name, typeDefs]) => ({ name, url: `http://${name}.invalid`, typeDefs })),
  );
  if (supergraphSdl === undefined) throw new Error(String(errors));
  return supergraphSdl;
}

/** The seed stands in the message of a failure. Nothing is shrunk: plans of random operations take too long for that. */
async function compareAll(sdl: string, definitions: Iterable<readonly [string, DocumentNode]>, runs: number) {
  const executors = await startTwoExecutors(sdl, randomSubgraphs(definitions));
  let withCalls = 0;
  let withErrors = 0;
  try {
    await fc.assert(
      fc.asyncProperty(choices, fc.nat(), async (tape, seed) => {
        const operation = generateOperation(executors.schema, chooseBy(tape));
        fc.pre(operation !== undefined);
        const { stock, program } = await executors.run(operation, seed);
        expect({ operation, ...program }).toEqual({ operation, ...stock });
        if (stock.calls.length > 1) withCalls += 1;
        if (JSON.stringify(stock.answer).includes('serviceName')) withErrors += 1;
      }),
      { numRuns: runs, maxSkipsPerRun: 10, endOnFailure: true },
    );
    expect(executors.unsupported).toEqual([]);
    // Most operations cross subgraphs, and many meet something that fails; otherwise nothing was compared.
    expect(withCalls).toBeGreaterThan(runs / 3);
    expect(withErrors).toBeGreaterThan(runs / 10);
  } finally {
    await executors.stop();
  }
}

describe('programs give what the stock executor gives, and ask the same', () => {
  test('over a supergraph with interfaces, unions, several keys, @provides, @requires and @interfaceObject', async () => {
    await compareAll(composed(), richSubgraphs, RUNS.rich);
  }, 60_000);

  test('over our own supergraph', async () => {
    const definitions = SUBGRAPHS.map((name) => {
      const file = path.join(ROOT, 'subgraphs', name, 'schema.graphql');
      return [name, parse(readFileSync(file, 'utf8'))] as const;
    });
    await compareAll(supergraph.sdl, definitions, RUNS.own);
  }, 60_000);
});
