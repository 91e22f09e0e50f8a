import { UnsupportedPlan } from './unsupported-plan.ts';

/** GraphQL specification (October 2021), section 2.1.9. */
const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/;

/**
 * A name that may be read from, and written to, any object that was parsed from JSON. Attack: the alias `__proto__` in a query
 * changes the prototype of an answer, and `constructor` reads what nobody sent. Both are names in GraphQL, so documents with them
 * are not compiled; the stock executor takes care of them property by property.
 * @throws UnsupportedPlan for what is not a name, and for each name that objects have by themselves
 */
export function safeName(name: string): string {
  if (!NAME.test(name) || name in Object.prototype) throw new UnsupportedPlan('name', name);
  return name;
}
