import { Counter, Registry } from 'prom-client';

/** Labels of a counter, by name. Values come from closed lists: no id, no address, nothing that a caller wrote. */
export type Labels = Readonly<Record<string, string>>;

export interface MetricCounter {
  /** @param by how much, a whole number of at least 0 */
  add(labels: Labels, by?: number): void;
}

/** What one service counts. Each has its own, so that several in one process do not add up. */
export interface Metrics {
  /**
   * A number that only grows. Asking for the same name again gives the same counter.
   * @param name in the form `lifeready_…_total`
   * @param labelNames the labels that each addition carries
   */
  counter(name: string, help: string, labelNames: readonly string[]): MetricCounter;
  /** Everything counted, in the Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Counters of one service; `service` is a label of all of them. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  const counters = new Map<string, MetricCounter>();
  return {
    counter: (name, help, labelNames) => {
      const known = counters.get(name) ?? newCounter(registry, name, help, labelNames);
      counters.set(name, known);
      return known;
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function newCounter(registry: Registry, name: string, help: string, labelNames: readonly string[]): MetricCounter {
  const counter = new Counter({ name, help, labelNames: [...labelNames], registers: [registry] });
  return {
    add: (labels, by = 1) => {
      counter.inc({ ...labels }, by);
    },
  };
}
