/** Addresses of this machine (127.0.0.0/8, as Linux has it), so that senders count as many. */
export function addressOf(block: number, index: number): string {
  return `127.${String(block)}.${String(Math.floor(index / 250) % 250)}.${String((index % 250) + 1)}`;
}

/** Of people who do what they may. */
export const PEOPLE = 1;
/** Of those who send attacks one by one, to measure each. */
export const MEASURED = 2;
/** Of those who send as much as they can. */
export const FLOODS = 3;
