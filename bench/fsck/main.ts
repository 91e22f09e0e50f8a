// `node bench/fsck/main.ts [entries]`: how fast a published log is checked.
import { machineInWords } from '../machine.ts';
import { measureFsck } from './measure-fsck.ts';

const entries = Number(process.argv[2] ?? 300_000);
process.stdout.write(`${machineInWords()}\n`);
process.stdout.write(`${JSON.stringify(await measureFsck(entries), null, 2)}\n`);
