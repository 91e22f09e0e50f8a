/** Waiting, so that tests decide when a moment has come. */
export interface Timers {
  /**
   * Runs `work` after `ms` milliseconds.
   * @param keepAlive whether the process stays for it
   * @returns a function that calls it off
   */
  after(ms: number, work: () => void, keepAlive?: boolean): () => void;
}

export const systemTimers: Timers = {
  after: (ms, work, keepAlive = false) => {
    const timer = setTimeout(work, ms);
    if (!keepAlive) timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Waiting that can be cut short. */
export interface Pauses {
  pause(ms: number): Promise<void>;
  /** Ends the pause that is on, if there is one. */
  cutShort(): void;
}

export function createPauses(timers: Timers): Pauses {
  let end: () => void = () => undefined;
  return {
    pause: (ms) =>
      new Promise((resolve) => {
        const callOff = timers.after(ms, resolve);
        end = () => {
          callOff();
          resolve();
        };
      }),
    cutShort: () => {
      end();
    },
  };
}
