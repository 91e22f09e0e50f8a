/** Work that was begun and that somebody may want to see ended. */
export interface UnderWay {
  /** @returns the same promise */
  add<Result>(work: Promise<Result>): Promise<Result>;
  /** Resolves when everything has ended, well or badly, that was added by then. */
  settled(): Promise<void>;
}

export function createUnderWay(): UnderWay {
  const all = new Set<Promise<void>>();
  return {
    add: (work) => {
      const ended = work.then(noMatter, noMatter).finally(() => all.delete(ended));
      all.add(ended);
      return work;
    },
    settled: async () => {
      await Promise.all(all);
    },
  };
}

function noMatter(): void {
  // How it ends is for whoever began it.
}
