import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { generateServiceKey } from '#platform/signing';

import { StackProblem } from '../problem.ts';
import type { Callee, KeyHolder } from '../services.ts';
import { activateKey, addKey, retireKeys, rotationState, type RotationStep } from './pair-keys.ts';
import { CALLS, changeServiceKeys, lockServiceKeys, serviceKeysFile, type Pair } from './service-pair-keys.ts';

/** A process signs and verifies with keys that it looked at in the last second; twice that, and a callee has learned them. */
const TAKE_UP_SECONDS = 2;

/** What was signed with the old key may wait for a free connection; beyond the accepted clock difference it is too old anyway. */
const OVERLAP_SECONDS = 35;

/** How long a step waits for the one before it to have reached everybody. */
export interface RotationWaits {
  readonly takeUpSeconds: number;
  readonly overlapSeconds: number;
}

/** What a rotation is told. */
export interface RotationOptions {
  readonly keysFolder: string;
  /** Pairs to rotate; all when left out. */
  readonly pairs?: readonly (readonly [caller: KeyHolder, callee: Callee])[];
  /** Steps to take, in their order. */
  readonly steps: readonly RotationStep[];
  /** Nothing is waited for when nobody uses the keys. */
  readonly inUse: boolean;
  readonly waits?: RotationWaits;
  readonly onStep?: (outcome: StepOutcome) => void;
}

/** How the keys are after a step: ids only. */
export interface StepOutcome {
  readonly step: RotationStep;
  readonly pairs: readonly { readonly pair: string; readonly signs: string; readonly accepted: readonly string[] }[];
}

/**
 * Rotates keys of running services without a refused call: the callee learns a new key, then the caller signs with it, then
 * the old one is retired. Each step waits until the one before has reached everybody, can be repeated, and goes on where an
 * interrupted one stopped.
 *
 * @throws StackProblem when a step is taken before the one it needs
 */
export async function rotateServiceKeys(options: RotationOptions): Promise<StepOutcome[]> {
  // Held while waiting too: a step of somebody else in between would make the wait too short.
  const unlock = await lockServiceKeys(options.keysFolder);
  try {
    const outcomes: StepOutcome[] = [];
    for (const step of options.steps) {
      await waitForStepBefore(step, options);
      const outcome = outcomeOf(step, await take(step, options), options);
      options.onStep?.(outcome);
      outcomes.push(outcome);
    }
    return outcomes;
  } finally {
    await unlock();
  }
}

function take(step: RotationStep, options: RotationOptions): Promise<readonly Pair[]> {
  const change = { add: addTo, activate: activateIn, retire: retireFrom }[step];
  return changeServiceKeys(options.keysFolder, (pair) => (isSelected(pair, options) ? change(pair) : pair.keys));
}

function addTo({ caller, callee, keys }: Pair): Pair['keys'] {
  return addKey(keys, (generation) => generateServiceKey(caller, callee, generation));
}

function activateIn(pair: Pair): Pair['keys'] {
  const keys = activateKey(pair.keys);
  const signing = keys[0];
  // A caller that signs with a key its callee does not know is refused until somebody notices.
  if (signing === undefined || !pair.knownToCallee.has(signing.id))
    throw new StackProblem(`${pair.callee} has not learned the new key of ${pair.caller}.`, {
      hint: 'Take the step `add` again, then `activate`.',
    });
  return keys;
}

function retireFrom(pair: Pair): Pair['keys'] {
  if (rotationState(pair.keys) === 'added')
    throw new StackProblem(`${pair.caller} does not sign with its new key for ${pair.callee} yet.`, {
      hint: 'Take the step `activate` first.',
    });
  return retireKeys(pair.keys);
}

/** The files tell when the step before was taken, also when another process took it. */
async function waitForStepBefore(step: RotationStep, options: RotationOptions): Promise<void> {
  const { takeUpSeconds, overlapSeconds } = options.waits ?? {
    takeUpSeconds: TAKE_UP_SECONDS,
    overlapSeconds: OVERLAP_SECONDS,
  };
  if (!options.inUse || step === 'add') return;
  const [seconds, side] = step === 'activate' ? ([takeUpSeconds, 1] as const) : ([overlapSeconds, 0] as const);
  const names = new Set(selected(options).map((pair) => pair[side]));
  const ages = await Promise.all([...names].map((name) => ageSeconds(serviceKeysFile(options.keysFolder, name))));
  const youngest = Math.max(0, Math.min(...ages));
  if (youngest < seconds) await delay((seconds - youngest) * 1000);
}

async function ageSeconds(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  return found === undefined ? Infinity : (Date.now() - found.mtimeMs) / 1000;
}

function selected({ pairs }: RotationOptions): readonly (readonly [KeyHolder, Callee])[] {
  return pairs ?? CALLS;
}

function isSelected({ caller, callee }: Pair, options: RotationOptions): boolean {
  return selected(options).some((pair) => pair[0] === caller && pair[1] === callee);
}

function outcomeOf(step: RotationStep, pairs: readonly Pair[], options: RotationOptions): StepOutcome {
  return {
    step,
    pairs: pairs
      .filter((pair) => isSelected(pair, options))
      .map(({ caller, callee, keys }) => ({
        pair: `${caller}:${callee}`,
        signs: keys[0]?.id ?? '',
        accepted: keys.map(({ id }) => id),
      })),
  };
}
