/** One thing that must hold in the catalogue of a service's database. */
export interface Rule {
  /** Short name; a finding is `<name> <object>`. */
  readonly name: string;
  /**
   * Selects the names of the objects that break the rule, as one text column. It may read the common table expressions of
   * `inspect.ts`: `service`, `relation`, `policy`, `index_key`.
   */
  readonly offenders: string;
}
