/** What access control may cost; a run that misses one ends with 1. */
export const TARGETS = {
  /** All layers together, as a share of the time of the same query without them. */
  layersShare: 0.15,
  /** All layers together, in milliseconds at the median. */
  layersMs: 0.5,
  /** Signing a call to a service and verifying it there, in milliseconds. */
  signAndVerifyMs: 0.15,
  /** Foreign against missing: standard deviations by the Mann-Whitney test, beyond which they are told apart. */
  distinguishableZ: 3.29,
} as const;

/** One target, and how it went. */
export interface Verdict {
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}
