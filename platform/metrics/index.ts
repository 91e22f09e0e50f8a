export { createMetrics } from './metrics.ts';
export type { Labels, MetricCounter, Metrics } from './metrics.ts';
export { METRICS_PATH, registerMetricsRoute } from './metrics-route.ts';
