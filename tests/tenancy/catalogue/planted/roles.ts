import { LEAKY, app, on, owner } from './leaky.ts';
import type { Row } from './leaky.ts';

const asSuperuser = 'RESET ROLE';

/** What the roles of a service may do beyond their rows. */
export const roles: readonly Row[] = [
  ...['BYPASSRLS', 'CREATEROLE', 'CREATEDB', 'REPLICATION'].map((attribute): Row => [
    `a service with ${attribute}`,
    () => [asSuperuser, `ALTER ROLE ${app} ${attribute}`],
    () => [`runtime-role-has-attributes ${app}`],
  ]),
  [
    'a service that may become the owner',
    () => [asSuperuser, `GRANT ${owner} TO ${app} WITH INHERIT FALSE, SET TRUE`],
    () => [`runtime-role-is-a-member ${owner}`],
  ],
  [
    'a service that may create',
    () => [`GRANT CREATE ON SCHEMA ${LEAKY} TO ${app}`],
    () => [`runtime-role-creates ${LEAKY}`],
  ],
  ['an owner that logs in', () => [asSuperuser, `ALTER ROLE ${owner} LOGIN`], () => [`owner-logs-in ${owner}`]],
  [
    'a table of the service itself',
    (t) => [asSuperuser, `ALTER TABLE ${on(t)} OWNER TO ${app}`],
    (t) => [`not-owned-by-the-owner ${t}`, `runtime-role-goes-round-row-security ${t}`],
  ],
  ...['TRUNCATE', 'REFERENCES', 'TRIGGER', 'REFERENCES (id)'].map((right): Row => [
    `a service with the right ${right}`,
    (t) => [`GRANT ${right} ON ${on(t)} TO ${app}`],
    (t) => [`runtime-role-goes-round-row-security ${t}`],
  ]),
  [
    'a column for everybody',
    (t) => [`GRANT SELECT (id) ON ${on(t)} TO PUBLIC`],
    (t) => [`columns-granted-to-others ${t} PUBLIC SELECT (id)`],
  ],
  ['a table for everybody', (t) => [`GRANT SELECT ON ${on(t)} TO PUBLIC`], (t) => [`granted-to-others ${t} PUBLIC`]],
];
