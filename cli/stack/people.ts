import { z } from 'zod';

import { readJson } from './private-file.ts';

const personSchema = z.looseObject({
  persona: z.string(),
  email: z.string(),
  password: z.string(),
  totpSecret: z.string().optional(),
  note: z.string().optional(),
});

/** Somebody who can sign in to a fresh stack, as identity's seeding wrote it down. */
export type DemoPerson = z.output<typeof personSchema>;

/** Service accounts stand in the same file; they have a key instead of a password. */
const entrySchema = z.union([personSchema, z.looseObject({ persona: z.string(), clientId: z.string() })]);

/** @returns the demo people, none before the first start */
export async function readPeople(file: string): Promise<DemoPerson[]> {
  const entries = (await readJson(file, z.array(entrySchema))) ?? [];
  return entries.flatMap((entry) => personSchema.safeParse(entry).data ?? []);
}
