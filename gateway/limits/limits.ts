/** Characters of one document: two thousand tokens of ordinary length. What is long belongs into variables. */
export const MAX_CHARACTERS = 65_536;
/** Tokens of one document, comments not counted. */
export const MAX_TOKENS = 2_000;
/** Selections of one document when each fragment is written out where it is spread. */
export const MAX_SELECTIONS = 2_000;
/** Fields of one document when each fragment is written out; what validation compares with one another. */
export const MAX_FIELDS = 500;
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
/** Operations in one document; one of them runs. */
export const MAX_OPERATIONS = 10;
/** Fragments in one document; validation compares each with each. */
export const MAX_FRAGMENTS = 40;
/** Variables that one document declares, over all operations. */
export const MAX_DECLARED_VARIABLES = 100;
/** Elements of one list, written in the document or sent in variables; members of one object in variables. */
export const MAX_LIST_ELEMENTS = 200;
/** Lists and objects inside each other in one value, written in the document or sent as a variable. */
export const MAX_VALUE_NESTING = 12;

/** What subgraphs accept as `first`; the size assumed for a list that nothing bounds. */
export const MAX_PAGE_SIZE = 100;
/** Highest estimated cost of one operation, unless the configuration says otherwise. */
export const DEFAULT_MAX_COST = 5_000;
/** Cost of any mutation before its fields. */
export const MUTATION_COST = 10;

/** The shape that a document and the variables beside it may have. */
export interface ShapeLimits {
  readonly characters: number;
  readonly tokens: number;
  readonly selections: number;
  readonly fields: number;
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly mutationFields: number;
  readonly directives: number;
  readonly operations: number;
  readonly fragments: number;
  readonly declaredVariables: number;
  readonly listElements: number;
  readonly valueNesting: number;
}

export const DEFAULT_SHAPE_LIMITS: ShapeLimits = {
  characters: MAX_CHARACTERS,
  tokens: MAX_TOKENS,
  selections: MAX_SELECTIONS,
  fields: MAX_FIELDS,
  depth: MAX_DEPTH,
  aliases: MAX_ALIASES,
  rootFields: MAX_ROOT_FIELDS,
  mutationFields: MAX_MUTATION_FIELDS,
  directives: MAX_DIRECTIVES,
  operations: MAX_OPERATIONS,
  fragments: MAX_FRAGMENTS,
  declaredVariables: MAX_DECLARED_VARIABLES,
  listElements: MAX_LIST_ELEMENTS,
  valueNesting: MAX_VALUE_NESTING,
};
