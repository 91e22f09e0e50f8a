import { InvalidArgumentError } from 'commander';

/** Reads an option that is a number above 0. @throws InvalidArgumentError for anything else */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('must be a number above 0.');
}
