import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { CHECKOUT } from '../stack/paths.ts';
import { JourneyProblem } from './problem.ts';

/** The web client's registered documents, as its build would embed them. */
const MANIFEST = path.join(CHECKOUT, 'schema', 'persisted', 'web.json');
const REQUEST_TIMEOUT_MS = 60_000;

const errorSchema = z.object({
  message: z.string(),
  extensions: z.looseObject({
    code: z.string(),
    requestId: z.string().optional(),
    detail: z.string().optional(),
    errors: z.record(z.string(), z.array(z.string())).optional(),
  }),
});
const manifestSchema = z.object({ operations: z.array(z.object({ id: z.string(), name: z.string() })) });
const answerSchema = z.object({ data: z.unknown().optional(), errors: z.array(errorSchema).optional() });

/** The public endpoint, as any client sees it. */
export interface Endpoint {
  readonly url: string;
  /**
   * Runs a registered operation by its id.
   * @param operation its name, one of `schema/persisted/web`
   * @throws JourneyProblem with the code and the field paths of the first error
   */
  run<Data>(operation: string, variables: unknown, shape: z.ZodType<Data>, accessToken?: string): Promise<Data>;
}

export function connect(url: string): Endpoint {
  return {
    url,
    run: async (operation, variables, shape, accessToken) => {
      const documentId = await registeredId(operation);
      const answer = answerSchema.parse(await post(url, { documentId, variables }, accessToken));
      const [error] = answer.errors ?? [];
      if (error !== undefined) throw problemOf(operation, error);
      return shape.parse(answer.data);
    },
  };
}

async function registeredId(operation: string): Promise<string> {
  const { operations } = manifestSchema.parse(JSON.parse(await readFile(MANIFEST, 'utf8')));
  const found = operations.find(({ name }) => name === operation);
  if (found === undefined) throw new JourneyProblem(`${operation} is not a registered document.`);
  return found.id;
}

async function post(url: string, body: unknown, accessToken: string | undefined): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(new URL('/graphql', url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
  } catch {
    throw new JourneyProblem(`Nothing answers at ${url}.`, 'Start the stack first: npm start');
  }
  return response.json();
}

function problemOf(operation: string, { message, extensions }: z.output<typeof errorSchema>): JourneyProblem {
  const fields = Object.entries(extensions.errors ?? {}).map(([field, texts]) => `${field}: ${texts.join(', ')}`);
  const parts = [
    extensions.detail,
    ...fields,
    extensions.requestId === undefined ? undefined : `request ${extensions.requestId}`,
  ];
  return new JourneyProblem(
    `${operation} was refused: ${message} (${extensions.code})`,
    parts.filter(Boolean).join('\n'),
    extensions.code,
  );
}
