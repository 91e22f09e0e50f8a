import { ERROR_CODES } from './registry.ts';

/** The reference page of all codes, as Markdown. Generated into `docs/reference/errors.md`. */
export function renderErrorReference(): string {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, { status, title, description }]) => `| \`${code}\` | ${String(status)} | ${title} | ${description} |`,
  );
  return [
    '# Error codes',
    '',
    'Generated from `platform/errors/registry.ts`. Every error carries `code` and `requestId`; over GraphQL in `extensions`,',
    'over REST in an `application/problem+json` body.',
    '',
    '| code | status | title | what it means |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
