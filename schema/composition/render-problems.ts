import type { CompositionProblem } from './compose-subgraphs.ts';

/** One line per problem, and one more for each place it concerns. */
export function renderProblems(problems: readonly CompositionProblem[]): string {
  return problems
    .flatMap(({ code, message, locations }) => [`${code}: ${message}`, ...locations.map((place) => `    at ${place}`)])
    .join('\n');
}
