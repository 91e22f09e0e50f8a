/** A rule of Fluent Bit's `rewrite_tag`, as far as this project uses it. */
export interface RewriteRule {
  readonly newTag: string;
  /** Whether the record also goes on under its old tag. */
  readonly keepsOriginal: boolean;
  /** Whether a line, read as JSON, comes under the new tag. */
  takes(line: string): boolean;
}

/** @param rule `$key regex new_tag keep`. @throws Error for another form */
export function parseRule(rule: string): RewriteRule {
  const [key = '', pattern = '', newTag = '', keep = '', ...rest] = rule.split(' ');
  if (!key.startsWith('$') || newTag === '' || rest.length > 0) throw new Error(`not a rule: ${rule}`);
  const expression = new RegExp(pattern, 'u');
  return {
    newTag,
    keepsOriginal: keep === 'true',
    takes: (line) => {
      const value = memberOf(line, key.slice(1));
      return typeof value === 'string' && expression.test(value);
    },
  };
}

function memberOf(line: string, name: string): unknown {
  try {
    const record: unknown = JSON.parse(line);
    return typeof record === 'object' && record !== null ? (record as Record<string, unknown>)[name] : undefined;
  } catch {
    return undefined;
  }
}
