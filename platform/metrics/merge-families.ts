import { AggregatorRegistry } from 'prom-client';
import type { MetricFamilies } from './families.ts';
import type { Labels } from './metrics.ts';

/**
 * The counters of several processes as one text in the Prometheus format. What two of them count under the same labels is added up.
 * @param parts with labels that each value of a part gets besides its own
 */
export async function mergeFamilies(
  parts: readonly { readonly families: MetricFamilies; readonly labels: Labels }[],
): Promise<string> {
  const labelled = parts.map(({ families, labels }) =>
    families.map((family) => ({
      ...family,
      values: family.values.map((value) => ({ ...value, labels: { ...value.labels, ...labels } })),
    })),
  );
  return AggregatorRegistry.aggregate(labelled).metrics();
}
