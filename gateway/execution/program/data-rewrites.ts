import { safeName } from './safe-names.ts';
import { UnsupportedPlan } from './unsupported-plan.ts';
import type { DataRewrite, JsonObject } from './query-plan.ts';
import type { TypeConditions } from './type-conditions.ts';

/** Changes a value in place. */
export type Rewrite = (value: unknown) => void;

const FRAGMENT = '... on ';

/** All rewrites of a fetch as one; undefined when there are none, which is nearly always. */
export function compileRewrites(
  rewrites: readonly DataRewrite[] | undefined,
  conditions: TypeConditions,
): Rewrite | undefined {
  if (rewrites === undefined || rewrites.length === 0) return undefined;
  const each = rewrites.map((rewrite) => compileRewrite(rewrite, conditions));
  return (value) => {
    for (const rewrite of each) rewrite(value);
  };
}

function compileRewrite(rewrite: DataRewrite, conditions: TypeConditions): Rewrite {
  const last = rewrite.path.at(-1);
  if (last === undefined || last.startsWith(FRAGMENT)) throw new UnsupportedPlan('rewrite', rewrite.path.join('.'));
  const change = changeOf(rewrite, safeName(last));
  return rewrite.path
    .slice(0, -1)
    .reduceRight((then, element) => through(element, then, conditions), onObjects(change));
}

function changeOf(rewrite: DataRewrite, field: string): (object: JsonObject) => void {
  switch (rewrite.kind) {
    case 'ValueSetter': {
      const { setValueTo: value } = rewrite as { readonly setValueTo: unknown };
      return (object) => {
        object[field] = value;
      };
    }
    case 'KeyRenamer': {
      const renamed = safeName(rewrite.renameKeyTo);
      return (object) => {
        const value = object[field];
        if (!value) return;
        object[renamed] = value;
        object[field] = undefined;
      };
    }
    default:
      throw new UnsupportedPlan('rewrite', 'of an unknown kind');
  }
}

/** One element of the path: into a field, or on only for objects of a type. */
function through(element: string, then: Rewrite, conditions: TypeConditions): Rewrite {
  if (!element.startsWith(FRAGMENT)) {
    const name = safeName(element);
    return onObjects((object) => {
      then(object[name]);
    });
  }
  const names = conditions(element.slice(FRAGMENT.length));
  return onObjects((object) => {
    const typename = object['__typename'];
    // An object that does not say what it is may be one of these.
    if (!typename || names.has(typename as string)) then(object);
  });
}

function onObjects(change: (object: JsonObject) => void): Rewrite {
  const rewrite: Rewrite = (value) => {
    if (Array.isArray(value)) for (const element of value) rewrite(element);
    else if (typeof value === 'object' && value !== null) change(value as JsonObject);
  };
  return rewrite;
}
