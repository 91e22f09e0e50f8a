/** Counters as they travel between processes of one service. */
export type MetricFamilies = readonly {
  readonly name: string;
  readonly values: readonly { readonly value: number; readonly labels: Readonly<Record<string, string | number>> }[];
}[];
