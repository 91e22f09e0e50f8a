import type { Exemptions } from '../inspect.ts';

/** One fault of each kind, for a table that is sound without it. */
export interface PlantedFault {
  readonly title: string;
  /** What is exempted of the sound table; none when absent. */
  exempt?(table: string): Exemptions;
  /** Statements that plant it in `table`, as the owner of the schema unless they reset the role. */
  plant(table: string): string[];
  /** Everything that is found then, and nothing else. */
  findings(table: string): string[];
}

/** A fault of a table of which nothing is exempted. */
export type Row = readonly [title: string, plant: PlantedFault['plant'], findings: PlantedFault['findings']];

/** Schema of the leaky database, and the stem of its roles. */
export const LEAKY = 'leaky';
export const app = `${LEAKY}_app`;
export const owner = `${LEAKY}_owner`;
/** Name of a table, with its schema. */
export const on = (table: string): string => `${LEAKY}.${table}`;
