import { z } from 'zod';

/** A moment in UTC as text, ISO 8601, such as `2027-01-31T00:00:00Z`, that any database can keep: there is no year 0. */
export const instant = z.iso.datetime().refine((text) => Date.parse(text) >= 0, 'must be after 1970');
