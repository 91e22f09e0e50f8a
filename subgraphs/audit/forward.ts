// `npm run audit:forward -- --from <index> [--to <index>]`: writes entries of the audit log to the standard output once more, each as
// the line that the running service wrote. For a log shipper that lost lines; run it where that shipper reads.
import { parseArgs } from 'node:util';
import { openDatabase } from '#platform/db';
import { standardOutput } from '#platform/logging';
import { readForwardJobConfig } from './config.ts';
import { forwardAgain } from './forwarding/forward-again.ts';
import { parseRange } from './forwarding/parse-range.ts';
import { createForwardSource } from './persistence/forward-source.ts';
import { migrations } from './persistence/migrations/index.ts';

const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
const range = parseRange(values);
const { DATABASE_URL: url } = readForwardJobConfig();
const db = await openDatabase({ service: 'audit', url, poolMax: 1, entities: [], migrations });
try {
  const count = await forwardAgain({ source: createForwardSource(db), output: standardOutput() }, range);
  process.stderr.write(`${String(count)} entries from ${String(range.from)} on\n`);
} finally {
  await db.close();
}
