import type { ProcessIdentity } from './process-identity.ts';
import { writeRecord, type StackRecord } from './stack-record.ts';

/** Keeps the record of a running stack up to date. */
export interface RecordKeeper {
  /** Notes the process that runs as `name` now, or that none does. Writes happen one after the other. */
  set(name: string, identity: ProcessIdentity | undefined): Promise<void>;
}

/** @param fixed what does not change while the stack runs */
export function recordKeeper(file: string, fixed: Omit<StackRecord, 'processes'>): RecordKeeper {
  const processes = new Map<string, ProcessIdentity>();
  let writing = Promise.resolve();
  return {
    set: (name, identity) => {
      if (identity === undefined) processes.delete(name);
      else processes.set(name, identity);
      writing = writing.then(() => writeRecord(file, { ...fixed, processes: Object.fromEntries(processes) }));
      return writing;
    },
  };
}
