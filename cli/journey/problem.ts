/** Why the journey cannot go on, in words for the person who runs it. */
export class JourneyProblem extends Error {
  readonly hint: string | undefined;
  /** Stable code of the service's answer, when there is one. */
  readonly code: string | undefined;

  constructor(message: string, hint?: string, code?: string) {
    super(message);
    this.name = 'JourneyProblem';
    this.hint = hint === '' ? undefined : hint;
    this.code = code;
  }
}
