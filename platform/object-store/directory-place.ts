import { isLogKey } from './log-key.ts';
import { formatObjectKey, parseObjectKey } from './object-key.ts';
import type { ObjectKeyParts } from './object-key.ts';
import type { ObjectArea } from './object-store.ts';

/** Where a key lives below the root. */
export interface Place {
  readonly segments: readonly string[];
  readonly fileName: string;
}

const FILE_NAME = /^([1-9][0-9]{0,8})(\.[0-9a-f]{16}\.partial)?$/;

/** Of an object's or a log's key. @throws AppError OBJECT_KEY_INVALID */
export function placeOf(key: string): Place {
  if (!isLogKey(key)) return objectPlaceOf(key);
  const segments = key.split('/');
  return { segments: segments.slice(0, -1), fileName: segments.at(-1) ?? '' };
}

/** Of an object's key only. @throws AppError OBJECT_KEY_INVALID */
export function objectPlaceOf(key: string): Place {
  const { tenantId, objectId, version, quarantine } = parseObjectKey(key);
  return {
    segments: [...areaSegments(quarantine ? 'quarantine/' : 'lr1/'), tenantId, objectId],
    fileName: String(version),
  };
}

export function areaSegments(area: ObjectArea): readonly string[] {
  return area === 'quarantine/' ? ['quarantine', 'lr1'] : ['lr1'];
}

/** Name of a write that is not finished. It is no key's name, so nothing reads it; it leads back to its key, so that it can be swept. */
export function partialName(fileName: string, random: Buffer): string {
  return `${fileName}.${random.toString('hex')}.partial`;
}

/** Whether `name` is `fileName` or an unfinished write of it. */
export function belongsTo(fileName: string, name: string): boolean {
  return FILE_NAME.exec(name)?.[1] === fileName;
}

/** The key a file belongs to, or undefined when the file is not ours. */
export function keyOf(parts: Omit<ObjectKeyParts, 'version'>, name: string): string | undefined {
  const version = FILE_NAME.exec(name)?.[1];
  return version === undefined ? undefined : formatObjectKey({ ...parts, version: Number(version) });
}
