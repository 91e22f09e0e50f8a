import { createRequestRecorder } from './request-report.ts';
import { drawReport } from './draw-report.ts';
import type { GraphqlServer } from '../execution/graphql-server.ts';
import type { CallCost, CostOfCall } from './call-cost.ts';
import type { RequestReport } from './request-report.ts';

/** What the explorer gets with an answer, as `extensions.explorer`. */
export interface ExplorerExtension extends RequestReport {
  readonly cost: CallCost | undefined;
  /** The report as an SVG document. */
  readonly picture: string;
}

/**
 * The same server, whose answers say how they came about: plan, cost, calls and times. It runs what the other one runs, through the same
 * rules; what is added is added to the finished answer.
 * @param deps.now milliseconds, of a clock that does not go back
 */
export function withReports(
  server: Pick<GraphqlServer, 'execute'>,
  deps: { readonly costOf: CostOfCall; readonly now: () => number },
): Pick<GraphqlServer, 'execute'> {
  return {
    execute: async (call, context) => {
      const recorder = createRequestRecorder(deps.now);
      const reply = await server.execute(call, { ...context, recorder });
      const report = recorder.report();
      const cost = deps.costOf(call);
      const explorer: ExplorerExtension = { ...report, cost, picture: drawReport(report, cost) };
      return { ...reply, body: withExtension(reply.body, explorer) };
    },
  };
}

function withExtension(body: string, explorer: ExplorerExtension): string {
  const answer = JSON.parse(body) as { readonly extensions?: Readonly<Record<string, unknown>> };
  return JSON.stringify({ ...answer, extensions: { ...answer.extensions, explorer } });
}
