import { arch, cpus, loadavg, release, totalmem } from 'node:os';

/** What a number was measured on. */
export function machine() {
  const [major = '', minor = ''] = release().split('.');
  return {
    processors: cpus().length,
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `Linux ${major}.${minor} ${arch()}`,
    node: process.versions.node,
    /** Of the last minute. */
    load: (loadavg()[0] ?? 0).toFixed(2),
  };
}

/** The same as a line of a report. */
export function machineInWords(): string {
  const { processors, processor, memoryGib, system, node, load } = machine();
  return `${String(processors)} × ${processor}, ${String(memoryGib)} GiB, ${system}, Node ${node}, load ${load}`;
}
