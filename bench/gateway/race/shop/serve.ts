// A process that serves the subgraphs of the shop until whoever started it goes away. It tells their ports.
import { serveShop } from './serve-shop.ts';

const { ports } = await serveShop();
process.send?.(ports);
process.once('disconnect', () => process.exit());
