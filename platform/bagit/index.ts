export { createBagWriter } from './bag-writer.ts';
export type { BagOptions, BagWriter, PayloadFile, SealedBag } from './bag-writer.ts';
export type { BagLimits } from './limits.ts';
export { openBag } from './open-bag.ts';
export type { Bag, BagFile } from './open-bag.ts';
export type { BagProblem, BagProblemCode } from './problems.ts';
export { verifyBag } from './verify-bag.ts';
export type { BagReport } from './verify-bag.ts';
