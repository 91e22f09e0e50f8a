/** Tokens of one document, comments not counted. */
export const MAX_TOKENS = 2_000;
/** Selections of one document when each fragment is written out where it is spread. */
export const MAX_SELECTIONS = 2_000;
/** Levels of fields; a root field is level 1. */
export const MAX_DEPTH = 10;
/** Fields with an alias, fragments counted where they are spread. */
export const MAX_ALIASES = 30;
/** Fields on root types, over all operations of the document. */
export const MAX_ROOT_FIELDS = 20;
/** Of these, those of mutations: one request is one try at a password, not twenty, and a handful of changes at the most. */
export const MAX_MUTATION_FIELDS = 5;
/** Directives on anything, fragments counted where they are spread. */
export const MAX_DIRECTIVES = 50;

/** What subgraphs accept as `first`; the size assumed for a list that nothing bounds. */
export const MAX_PAGE_SIZE = 100;
/** Highest estimated cost of one operation, unless the configuration says otherwise. */
export const DEFAULT_MAX_COST = 5_000;
/** Cost of any mutation before its fields. */
export const MUTATION_COST = 10;
