import { MAX_ENTITIES } from '#platform/graphql';
import { schema } from '../../../gateway/config.ts';
import { ROOT_FIELD_LIMITS } from '../../../gateway/limits/budget/root-field-limits.ts';
import { MAX_PAGE_SIZE, MUTATION_COST } from '../../../gateway/limits/limits.ts';
import { code, markdownTable } from '../markdown-table.ts';

type Setting = keyof typeof schema.shape;

/** What each setting bounds, and with which code it refuses. */
const COSTS: readonly (readonly [what: string, setting: Setting, refused: string])[] = [
  ['cost of one operation', 'GATEWAY_MAX_COST', '400 `COST_ESTIMATED_TOO_EXPENSIVE`'],
  ['the same for single clients', 'GATEWAY_CLIENT_MAX_COST', '400 `COST_ESTIMATED_TOO_EXPENSIVE`'],
  ['of it, what one service has to do', 'GATEWAY_SUBGRAPH_MAX_COST', '400 `SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE`'],
  ['requests of one caller in a minute', 'GATEWAY_REQUESTS_PER_MINUTE', '429 `RATE_LIMITED`'],
  ['cost of one caller in a minute', 'GATEWAY_COST_PER_MINUTE', '429 `RATE_LIMITED`'],
  ['cost of one partner in a minute', 'GATEWAY_CLIENT_COST_PER_MINUTE', '429 `RATE_LIMITED`'],
];
const TIMES: readonly (readonly [what: string, setting: Setting, refused: string])[] = [
  ['time for a request as a whole, in milliseconds', 'GATEWAY_REQUEST_TIMEOUT_MS', '504 `GATEWAY_TIMEOUT`'],
  [
    'time for one call of a service, in milliseconds',
    'GATEWAY_SUBGRAPH_TIMEOUT_MS',
    '`SUBGRAPH_UNAVAILABLE`, beside the rest of the answer',
  ],
  ['the same for single services', 'GATEWAY_SUBGRAPH_TIMEOUTS_MS', 'the same'],
  ['the same for single fields', 'GATEWAY_SLOW_FIELDS_MS', 'the same'],
  ['bytes of the answer to one call', 'GATEWAY_SUBGRAPH_MAX_ANSWER_BYTES', 'the same'],
];

/** What operations may cost, what callers may spend, how often a field may be asked for, how long anything may take; as parts of a page. */
export function budgetSections(): string[] {
  const settings = (rows: typeof COSTS): string =>
    markdownTable(
      ['limit', 'default', 'refused with', 'setting'],
      rows.map(([what, setting, refused]) => [what, defaultOf(setting), refused, code(setting)]),
    );
  return [
    '## Cost and budgets',
    `Of every operation, also a registered one, with the variables of the request; a change costs ${String(MUTATION_COST)} before its fields, a list of which nothing is known\ncounts as ${String(MAX_PAGE_SIZE)}. A caller is a principal, without a token an address (of IPv6: a /64). What a client was registered with holds as well.\nWith \`x-cost: 1\` an answer says what it cost.`,
    settings(COSTS),
    '## Fields that can be guessed with',
    'How often an address, and a principal, may ask for a field of a root type; each alias is one more. Refused with 429 `RATE_LIMITED`; the setting is\n`GATEWAY_ROOT_FIELD_LIMITS`. "Refused" fields are not answered while Redis is gone (503 `SERVICE_UNAVAILABLE`), the others are counted by each process.',
    markdownTable(
      ['field', 'a minute', 'without Redis'],
      Object.entries(ROOT_FIELD_LIMITS).map(([field, { perMinute, failClosed }]) => [
        code(field),
        String(perMinute),
        failClosed ? 'refused' : 'counted here',
      ]),
    ),
    '## Time and size behind the gateway',
    settings(TIMES),
    `A service looks at ${MAX_ENTITIES.toLocaleString('en-GB')} entities in one call at the most (400 \`MAX_LIST_LIMIT\`).`,
  ];
}

function defaultOf(setting: Setting): string {
  const value: unknown = schema.shape[setting].safeParse(undefined).data;
  if (typeof value === 'number') return value.toLocaleString('en-GB');
  const named = value instanceof Map ? [...(value as ReadonlyMap<string, number>)] : [];
  return named.map(([name, number]) => `${code(name)}: ${number.toLocaleString('en-GB')}`).join(', ') || 'none';
}
