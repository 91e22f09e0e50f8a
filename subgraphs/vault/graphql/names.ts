/** An enum value of ours under its name in the schema. */
export function enumName<Value extends string>(value: Value): Uppercase<Value> {
  return value.toUpperCase() as Uppercase<Value>;
}

/** The value behind a name of an enum; the schema has already refused every other name. */
export function enumValue<Name extends string>(name: Name): Lowercase<Name> {
  return name.toLowerCase() as Lowercase<Name>;
}
