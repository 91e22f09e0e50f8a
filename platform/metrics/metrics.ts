import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricFamilies } from './families.ts';

/** Labels of a counter, by name. Values come from closed lists: no id, no address, nothing that a caller wrote. */
export type Labels = Readonly<Record<string, string>>;

export interface MetricCounter {
  /** @param by how much, a whole number of at least 0 */
  add(labels: Labels, by?: number): void;
}

export interface MetricHistogram {
  observe(labels: Labels, value: number): void;
}

/** What one service counts. Each has its own, so that several in one process do not add up. */
export interface Metrics {
  /**
   * A number that only grows. Asking for the same name again gives the same counter.
   * @param name in the form `lifeready_…_total`
   * @param labelNames the labels that each addition carries
   */
  counter(name: string, help: string, labelNames: readonly string[]): MetricCounter;
  /**
   * A number that goes up and down, asked for whenever it is looked at; undefined while there is none.
   * @param name in the form `lifeready_…_<unit>`
   */
  gauge(name: string, help: string, read: () => number | undefined): void;
  /**
   * How often values of which size came up. Asking for the same name again gives the same histogram.
   * @param name in the form `lifeready_…`, with its unit if it has one
   * @param buckets upper bounds, ascending
   */
  histogram(name: string, help: string, labelNames: readonly string[], buckets: readonly number[]): MetricHistogram;
  /** Everything counted, in the Prometheus text format. */
  text(): Promise<string>;
  /** The same as data, for `mergeFamilies` in another process. */
  families(): Promise<MetricFamilies>;
  readonly contentType: string;
}

/** Counters of one service; `service` is a label of all of them. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  const counters = new Map<string, MetricCounter>();
  const histograms = new Map<string, MetricHistogram>();
  return {
    counter: (name, help, labelNames) => {
      const known = counters.get(name) ?? newCounter(registry, name, help, labelNames);
      counters.set(name, known);
      return known;
    },
    gauge: (name, help, read) => {
      newGauge(registry, name, help, read);
    },
    histogram: (name, help, labelNames, buckets) => {
      const known = histograms.get(name) ?? newHistogram(registry, { name, help, labelNames, buckets });
      histograms.set(name, known);
      return known;
    },
    text: () => registry.metrics(),
    families: () => registry.getMetricsAsJSON() as unknown as Promise<MetricFamilies>,
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

function newHistogram(
  registry: Registry,
  {
    name,
    help,
    labelNames,
    buckets,
  }: {
    readonly name: string;
    readonly help: string;
    readonly labelNames: readonly string[];
    readonly buckets: readonly number[];
  },
): MetricHistogram {
  const histogram = new Histogram({
    name,
    help,
    labelNames: [...labelNames],
    buckets: [...buckets],
    registers: [registry],
  });
  return {
    observe: (labels, value) => {
      histogram.observe({ ...labels }, value);
    },
  };
}

function newGauge(registry: Registry, name: string, help: string, read: () => number | undefined): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      const value = read();
      // Nothing is shown where nothing is known: a zero would be a statement.
      if (value === undefined) this.remove();
      else this.set(value);
    },
  });
}
