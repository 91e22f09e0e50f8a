export { idOf, parsePage, toConnection } from './page.ts';
export type { Connection, Page, PageArguments } from './page.ts';
