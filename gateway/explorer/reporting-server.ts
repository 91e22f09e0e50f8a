import { z } from 'zod';
import { drawReport } from './draw-report.ts';
import { requestCost } from './request-cost.ts';
import { createRequestRecorder } from './request-report.ts';
import type { GraphqlServer } from '../execution/graphql-call.ts';
import type { RequestCost } from './request-cost.ts';
import type { RequestReport } from './request-report.ts';

const answerSchema = z.looseObject({ extensions: z.looseObject({ cost: requestCost.optional() }).optional() });

/** What the explorer gets with an answer, as `extensions.explorer`. */
export interface ExplorerExtension extends RequestReport {
  /** Absent when the request was refused before it had a price. */
  readonly cost: RequestCost | undefined;
  /** The report as an SVG document. */
  readonly picture: string;
}

/**
 * The same server, whose answers say how they came about: plan, cost, calls and times. It runs what the other one runs, through the same
 * rules; what is added is added to the finished answer.
 * @param now milliseconds, of a clock that does not go back
 */
export function withReports(server: Pick<GraphqlServer, 'execute'>, now: () => number): Pick<GraphqlServer, 'execute'> {
  return {
    execute: async (call, context) => {
      const recorder = createRequestRecorder(now);
      const reply = await server.execute(call, { ...context, recorder, tellCost: true });
      return { ...reply, body: withReport(reply.body, recorder.report()) };
    },
  };
}

function withReport(body: string, report: RequestReport): string {
  const answer = answerSchema.parse(JSON.parse(body));
  const cost = answer.extensions?.cost;
  const explorer: ExplorerExtension = { ...report, cost, picture: drawReport(report, cost) };
  return JSON.stringify({ ...answer, extensions: { ...answer.extensions, explorer } });
}
