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
    'Where the gateway denies a field (`UNAUTHENTICATED`, `STEP_UP_REQUIRED`, `FORBIDDEN`), `coordinate` in the extensions is `Type.field`,',
    'and `path` and `locations` of the error say where the document as it was sent or registered asks for it. An operation that is refused as',
    'a whole has the first such error; one that runs without its denied fields has one for each place, and for more than ten places of one',
    'field a single error whose `path` ends at the list that they are in.',
    '',
    '| code | status | title | what it means |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
