import { Listr, PRESET_TIMER } from 'listr2';

import type { Stage, Step } from './stack/steps.ts';

/** Some terminals say that they have no columns at all; lines cannot be changed in place there. */
const NARROWEST_TERMINAL = 40;

/** Runs the stages of a start one after the other, showing each step with its time. On a terminal lines change in place. */
export async function showSteps(stages: readonly Stage[], silent: boolean): Promise<void> {
  const inPlace = process.stdout.isTTY && process.stdout.columns >= NARROWEST_TERMINAL;
  const taskOf = ({ title, run }: Step) => ({
    title,
    task: (_context: unknown, task: { output: string }): Promise<void> =>
      run((detail) => {
        if (inPlace) task.output = detail;
      }),
  });
  const timer = { timer: PRESET_TIMER };
  for (const stage of stages) {
    await new Listr(stage.map(taskOf), {
      concurrent: true,
      renderer: silent ? 'silent' : inPlace ? 'default' : 'verbose',
      fallbackRenderer: 'verbose',
      registerSignalListeners: false,
      rendererOptions: { ...timer, collapseErrors: true, showErrorMessage: false },
      fallbackRendererOptions: timer,
    }).run();
  }
}
