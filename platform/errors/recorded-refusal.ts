/**
 * Cause of an error whose refusal has an entry of its own in the audit log, with more than a denial would say; so it is not recorded
 * as a denial besides.
 */
export class RecordedRefusal extends Error {
  constructor() {
    super('the refusal is in the audit log');
    this.name = 'RecordedRefusal';
  }
}
