import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { z } from 'zod';

const personSchema = z.object({
  persona: z.string(),
  displayName: z.string(),
  email: z.string(),
  password: z.string(),
  /** Base32. */
  totpSecret: z.string(),
  role: z.string(),
});
const clientSchema = z.object({
  persona: z.literal('partner'),
  displayName: z.string(),
  clientId: z.string(),
  privateJwk: z.record(z.string(), z.string()),
  role: z.string(),
});

/** Somebody who can sign in to the demo. */
export type DemoPerson = z.output<typeof personSchema>;
/** The service account of the demo. */
export type DemoClient = z.output<typeof clientSchema>;

export interface DemoEntries {
  readonly people: readonly DemoPerson[];
  readonly client: DemoClient | undefined;
}

/** @returns what was written before; nothing when there is no file or it cannot be read */
export async function readDemoFile(file: string): Promise<DemoEntries> {
  let entries: unknown[] = [];
  try {
    entries = z.array(z.unknown()).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // The first run, or a file that somebody broke: everybody is made anew, under other addresses where one is taken.
  }
  return {
    people: entries.flatMap((entry) => personSchema.safeParse(entry).data ?? []),
    client: entries.flatMap((entry) => clientSchema.safeParse(entry).data ?? [])[0],
  };
}

/** Writes it whole or not at all, for this user alone: it holds passwords. */
export async function writeDemoFile(file: string, { people, client }: DemoEntries): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify([...people, ...(client === undefined ? [] : [client])], null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}
