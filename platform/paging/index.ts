export { MAX_PAGE_SIZE, encodeCursor, parsePage, toConnection } from './page.ts';
export type { Connection, Page, PageArguments } from './page.ts';
