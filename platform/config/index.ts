export { isStrict, processShape, subgraphShape } from './environment.ts';
export type { Environment } from './environment.ts';
export { loadConfig, subgraphStrictRules, verifiesDatabase } from './load.ts';
export type { StrictRule } from './load.ts';
export { readMigrateEnvironment } from './migrate.ts';
export { urlList } from './url-list.ts';
export { readJsonFile } from './json-file.ts';
export { readNoteKey } from './note-key.ts';
export type { NoteKey } from './note-key.ts';
