import type { DenialRecorder } from '../denial-recorder.ts';
import type { Denial } from '../denial.ts';

/** A recorder that remembers what it was told, for tests of code that refuses. */
export interface RecordedDenials extends DenialRecorder {
  readonly denials: Denial[];
}

export function createRecordedDenials(): RecordedDenials {
  const denials: Denial[] = [];
  return {
    denials,
    record: (denial) => {
      denials.push(denial);
    },
    close: () => Promise.resolve(),
  };
}
