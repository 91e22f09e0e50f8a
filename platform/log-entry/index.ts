export { createChainCheck } from './chain-check.ts';
export type { ChainCheck, ChainStart } from './chain-check.ts';
export { decodeText } from './decode-text.ts';
export { createLeafReader } from './leaf-reader.ts';
export type { LeafLinks } from './leaf-reader.ts';
