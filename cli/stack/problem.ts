/** What went wrong, in words for the person at the terminal; `hint` says what to do about it. */
export class StackProblem extends Error {
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'StackProblem';
    this.hint = options.hint;
  }
}
