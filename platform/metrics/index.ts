export { createMetrics } from './metrics.ts';
export type { Labels, MetricCounter, Metrics } from './metrics.ts';
export { registerMetricsRoute } from './metrics-route.ts';
