export { MAX_PAGE_SIZE, encodeCursor, idOf, parsePage, toConnection } from './page.ts';
export type { Connection, Page, PageArguments } from './page.ts';
