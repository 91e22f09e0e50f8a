import { createRequire } from 'node:module';
import type * as GraphqlShield from 'graphql-shield';

/**
 * The only importer of graphql-shield. Version 7.6.5 calls `util.isUndefined`, which Node 23 removed, and crashes at
 * import; the fix was merged upstream and never released. The CommonJS build reads the function from the module object at
 * call time, so restoring it before loading is enough. An ES import could not do that: its bindings are fixed at link time.
 */
const require = createRequire(import.meta.url);
const util = require('node:util') as { isUndefined?: (value: unknown) => boolean };
util.isUndefined ??= (value) => value === undefined;

export const { shield, rule } = require('graphql-shield') as typeof GraphqlShield;
