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

const clientSchema = z.looseObject({
  persona: z.string(),
  clientId: z.string(),
  privateJwk: z.record(z.string(), z.string()),
});

/** A partner's system; it stands in the same file and has a key instead of a password. */
export type DemoClient = z.output<typeof clientSchema>;

const entriesSchema = z.array(z.looseObject({ persona: z.string() }));

/** @returns the demo people, none before the first start */
export async function readPeople(file: string): Promise<DemoPerson[]> {
  const entries = (await readJson(file, entriesSchema)) ?? [];
  return entries.flatMap((entry) => personSchema.safeParse(entry).data ?? []);
}

/** @returns the demo service accounts, none before the first start */
export async function readClients(file: string): Promise<DemoClient[]> {
  const entries = (await readJson(file, entriesSchema)) ?? [];
  return entries.flatMap((entry) => clientSchema.safeParse(entry).data ?? []);
}
