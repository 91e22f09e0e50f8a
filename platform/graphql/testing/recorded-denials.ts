import type { Denial, DenialRecorder } from '#platform/denials';

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
