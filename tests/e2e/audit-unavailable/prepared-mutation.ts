/** A mutation in a state in which it would succeed. */
export interface PreparedMutation {
  /** Made anew before each call, while the line is open: a code is good for a minute, a challenge for five. */
  readonly input: () => Promise<Readonly<Record<string, unknown>>>;
  /** Access token; absent for mutations of nobody in particular. */
  readonly token?: () => string;
}
