import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { SERVICES } from '../services.ts';

/**
 * A service that does nothing but answer `/readyz`. Asked for `/environment` it tells what it was given; for `/exit` it dies
 * in disgrace; with a file `refuse-to-start` in the working directory it does not come up.
 */
const TOY_SERVICE = `
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
if (existsSync('refuse-to-start')) throw new Error('this service refuses to start');
const server = createServer((request, response) => {
  if (request.url === '/exit') process.exit(7);
  if (request.url === '/environment') response.end(JSON.stringify(process.env));
  else response.end('ok');
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => process.exit(0));
`;

/** A migration that makes one table, as the owner role. HOME leads it to the packages of the checkout under test. */
const TOY_MIGRATION = `
import { createRequire } from 'node:module';
import path from 'node:path';
const pg = createRequire(process.env.HOME + '/package.json')('pg');
const client = new pg.Client({ connectionString: process.env.MIGRATE_DATABASE_URL });
await client.connect();
await client.query('CREATE TABLE IF NOT EXISTS note (id int PRIMARY KEY)');
await client.query('GRANT SELECT, INSERT ON note TO ' + path.basename(import.meta.dirname) + '_app');
await client.end();
process.stdout.write('migrated\\n');
`;

const TOY_SEED = `
import { writeFileSync } from 'node:fs';
const people = [{ persona: 'owner', email: 'owner@example.org', password: 'long enough to be a password', totpSecret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' }];
writeFileSync(process.env.DEMO_PEOPLE_FILE, JSON.stringify(people), { mode: 0o600 });
`;

/** Writes a checkout whose services are toys, to test how a stack is run without what it runs. */
export async function writeToyCheckout(folder: string): Promise<void> {
  const put = async (file: string, content: string): Promise<void> => {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), content);
  };
  await put('package.json', '{ "type": "module" }');
  for (const folder of [...SERVICES.map((service) => `subgraphs/${service}`), 'gateway', 'witness']) {
    await put(`${folder}/main.ts`, TOY_SERVICE);
    await put(`${folder}/migrate.ts`, TOY_MIGRATION);
  }
  await put('subgraphs/identity/seed.ts', TOY_SEED);
}
