// `node bench/fsck/main.ts [entries]`: how fast a published log is checked.
import { cpus } from 'node:os';
import { measureFsck } from './measure-fsck.ts';

const entries = Number(process.argv[2] ?? 300_000);
const [processor] = cpus();
process.stdout.write(`${String(cpus().length)} × ${processor?.model ?? 'unknown'}, Node ${process.version}\n`);
process.stdout.write(`${JSON.stringify(await measureFsck(entries), null, 2)}\n`);
