// `npm run generate:errors`: every code that may leave a process, into docs/reference/errors.md.
import { renderErrorReference } from '#platform/errors';
import { writeReference } from './reference-file.ts';

writeReference('errors', renderErrorReference());
