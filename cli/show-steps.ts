import { Listr, PRESET_TIMER } from 'listr2';

import type { Step } from './stack/steps.ts';

/** Some terminals say that they have no columns at all; lines cannot be changed in place there. */
const NARROWEST_TERMINAL = 40;

/** Runs the steps of a start one after the other, showing each with its time. On a terminal lines change in place. */
export async function showSteps(steps: readonly Step[], silent: boolean): Promise<void> {
  const inPlace = process.stdout.isTTY && process.stdout.columns >= NARROWEST_TERMINAL;
  const tasks = steps.map(({ title, run }) => ({
    title,
    task: (_context: unknown, task: { output: string }): Promise<void> =>
      run((detail) => {
        if (inPlace) task.output = detail;
      }),
  }));
  const timer = { timer: PRESET_TIMER };
  await new Listr(tasks, {
    renderer: silent ? 'silent' : inPlace ? 'default' : 'verbose',
    fallbackRenderer: 'verbose',
    registerSignalListeners: false,
    rendererOptions: { ...timer, collapseErrors: true, showErrorMessage: false },
    fallbackRendererOptions: timer,
  }).run();
}
