import { createLogger } from '#platform/logging';
import type { Logger } from '#platform/logging';

/** A logger whose lines a test can read. */
export function createCapturingLogger(): { readonly logger: Logger; readonly lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
  };
  return { logger: createLogger({ service: 'audit', level: 'info', destination: { write } }), lines };
}
