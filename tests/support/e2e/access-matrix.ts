import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PERSONAS } from '../../../docs/generate/policies/personas.ts';

const PAGE = path.join(import.meta.dirname, '..', '..', '..', 'docs', 'reference', 'access-matrix.md');

/** One row of the committed matrix. */
export interface MatrixRow {
  /** `Query.case`. */
  readonly coordinate: string;
  readonly services: readonly string[];
  /** Outcome by persona, as the page words it. */
  readonly outcomes: Readonly<Record<string, string>>;
}

/** The matrix as it was committed and reviewed. */
export function readAccessMatrix(): MatrixRow[] {
  const lines = readFileSync(PAGE, 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [coordinate, ...cells] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (coordinate?.startsWith('`') !== true) return [];
    const outcomes = Object.fromEntries(PERSONAS.map(({ name }, at) => [name, cells[at] ?? '']));
    return [{ coordinate: coordinate.replaceAll('`', ''), services: (cells.at(-1) ?? '').split(', '), outcomes }];
  });
}

/** What a partner's free text gets, whatever the policy says. */
export const REGISTERED_ONLY = 'registered documents only';

/** How a policy refuses. Any other answer, an error too, comes from behind the policy. */
const REFUSALS: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'sign in',
  FORBIDDEN: 'no',
  STEP_UP_REQUIRED: 'step up',
  // Of the documents' rules, which come before the policy.
  PERSISTED_QUERY_ID_REQUIRED: REGISTERED_ONLY,
};

/** The outcome in the words of the matrix, for a caller whose second factor is fresh. */
export function outcomeOf(answer: unknown, expected: string | undefined): string {
  const { errors = [], code = '' } = answer as { errors?: { extensions: { code: string } }[]; code?: string };
  const codes = [code, ...errors.map(({ extensions }) => extensions.code)];
  const refusal = codes.map((entry) => REFUSALS[entry]).find((word) => word !== undefined);
  return refusal ?? (expected === 'fresh code' ? 'fresh code' : 'yes');
}
