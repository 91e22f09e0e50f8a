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

/** @returns the demo people, none before the first start */
export async function readPeople(file: string): Promise<DemoPerson[]> {
  return (await readJson(file, z.array(personSchema))) ?? [];
}
