import { readFileSync } from 'node:fs';
import { ConfigurationError } from './load.ts';
import type { z } from 'zod';

/**
 * Reads and validates a JSON file that a variable points to (keys, secrets). The content is never echoed.
 * @param variable name of the variable, for the message
 * @throws ConfigurationError when the file is missing or not as the schema says
 */
export function readJsonFile<Schema extends z.ZodType>(
  variable: string,
  path: string,
  schema: Schema,
): z.output<Schema> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new ConfigurationError(variable, [`${variable}: the file cannot be read as JSON`]);
  }
  const result = schema.safeParse(content);
  if (!result.success) {
    throw new ConfigurationError(
      variable,
      result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    );
  }
  return result.data;
}
