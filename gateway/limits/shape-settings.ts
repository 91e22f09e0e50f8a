import type { GatewayConfig } from '../config.ts';
import type { ShapeLimits } from './limits.ts';

type ShapeSettings = Pick<
  GatewayConfig,
  | 'GATEWAY_MAX_CHARACTERS'
  | 'GATEWAY_MAX_TOKENS'
  | 'GATEWAY_MAX_SELECTIONS'
  | 'GATEWAY_MAX_FIELDS'
  | 'GATEWAY_MAX_DEPTH'
  | 'GATEWAY_MAX_ALIASES'
  | 'GATEWAY_MAX_ROOT_FIELDS'
  | 'GATEWAY_MAX_MUTATION_FIELDS'
  | 'GATEWAY_MAX_DIRECTIVES'
  | 'GATEWAY_MAX_OPERATIONS'
  | 'GATEWAY_MAX_FRAGMENTS'
  | 'GATEWAY_MAX_DECLARED_VARIABLES'
  | 'GATEWAY_MAX_LIST_ELEMENTS'
  | 'GATEWAY_MAX_VALUE_NESTING'
>;

/** The limits on shapes that the configuration asks for. */
export function shapeLimitsOf(config: ShapeSettings): ShapeLimits {
  return {
    characters: config.GATEWAY_MAX_CHARACTERS,
    tokens: config.GATEWAY_MAX_TOKENS,
    selections: config.GATEWAY_MAX_SELECTIONS,
    fields: config.GATEWAY_MAX_FIELDS,
    depth: config.GATEWAY_MAX_DEPTH,
    aliases: config.GATEWAY_MAX_ALIASES,
    rootFields: config.GATEWAY_MAX_ROOT_FIELDS,
    mutationFields: config.GATEWAY_MAX_MUTATION_FIELDS,
    directives: config.GATEWAY_MAX_DIRECTIVES,
    operations: config.GATEWAY_MAX_OPERATIONS,
    fragments: config.GATEWAY_MAX_FRAGMENTS,
    declaredVariables: config.GATEWAY_MAX_DECLARED_VARIABLES,
    listElements: config.GATEWAY_MAX_LIST_ELEMENTS,
    valueNesting: config.GATEWAY_MAX_VALUE_NESTING,
  };
}
