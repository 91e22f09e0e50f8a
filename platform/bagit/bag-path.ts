/**
 * Names inside a bag. Only generated ASCII names are used, so the percent-encoding of manifests (RFC 8493 section 2.1.3),
 * Unicode normal forms and platform separators never come into play: a name that would need any of them is refused.
 */

/** Bytes in one path segment; the common file system limit. */
export const maxSegmentLength = 255;
/** Bytes in a whole path inside the bag, without the top folder. */
export const maxPathLength = 1024;

const segmentPattern = /^[A-Za-z0-9._-]+$/;

export type PathProblemCode =
  'path.empty' | 'path.absolute' | 'path.backslash' | 'path.escape' | 'path.characters' | 'path.too_long';

/**
 * Says why a slash-separated relative path is not acceptable in a bag.
 * @returns null when the path is acceptable.
 */
export function pathProblem(path: string): PathProblemCode | null {
  if (path === '') return 'path.empty';
  if (path.includes('\\')) return 'path.backslash';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'path.absolute';
  if (path.length > maxPathLength) return 'path.too_long';
  for (const segment of path.split('/')) {
    if (segment === '.' || segment === '..') return 'path.escape';
    if (!segmentPattern.test(segment)) return 'path.characters';
    if (segment.length > maxSegmentLength) return 'path.too_long';
  }
  return null;
}

/**
 * Remembers the names of one bag and finds names that cannot live beside each other: the same name twice, twice in
 * different case (one file on case-insensitive disks), or a file where another name needs a folder.
 */
export function createNameSet(): { add(path: string): 'name.duplicate' | 'name.file_and_folder' | null } {
  const files = new Set<string>();
  const folders = new Set<string>();
  return {
    add(path) {
      const folded = path.toLowerCase();
      if (files.has(folded)) return 'name.duplicate';
      if (folders.has(folded)) return 'name.file_and_folder';
      const parents = parentFolders(folded);
      if (parents.some((parent) => files.has(parent))) return 'name.file_and_folder';
      files.add(folded);
      for (const parent of parents) folders.add(parent);
      return null;
    },
  };
}

function parentFolders(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}
