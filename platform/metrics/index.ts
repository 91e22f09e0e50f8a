export { mergeFamilies } from './merge-families.ts';
export type { MetricFamilies } from './families.ts';
export { createMetrics } from './metrics.ts';
export type { Labels, MetricCounter, MetricHistogram, Metrics } from './metrics.ts';
export { registerMetricsRoute, showDroppedLines } from './metrics-route.ts';
