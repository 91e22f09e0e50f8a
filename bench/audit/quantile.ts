/** The sample below which a share of all lies. @param samples at least one @param share from 0 to 1 */
export function quantileOf(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
