/** Why a document is left to the stock executor: a closed list, because it labels a metric. */
export type UnsupportedReason =
  'context' | 'defer' | 'document' | 'introspection' | 'name' | 'node' | 'rewrite' | 'subgraph' | 'subscription';

/** Thrown while a plan is compiled; never while one runs. */
export class UnsupportedPlan extends Error {
  readonly reason: UnsupportedReason;

  /** @param detail for the log: what it was that cannot be compiled */
  constructor(reason: UnsupportedReason, detail: string) {
    super(`${reason}: ${detail}`);
    this.name = 'UnsupportedPlan';
    this.reason = reason;
  }
}
