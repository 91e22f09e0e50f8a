import { z } from 'zod';

/** More instances of one service than anybody runs. */
const MAX_URLS = 8;

/** One or more URLs, separated by commas: the instances of a service of which each has an address of its own. */
export const urlList = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.url()).min(1).max(MAX_URLS));
