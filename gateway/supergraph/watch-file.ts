import { stat } from 'node:fs/promises';

/**
 * Tells when a file is another one than before. It looks at what the path leads to, because the file may be replaced by a rename or
 * behind a symbolic link (as Kubernetes does with mounted files), which watching the file itself would miss; and a change counts
 * only when the next look finds it the same, so that nobody reads half of it.
 * @param everyMs time between two looks
 * @param onChange told once at the beginning too, and never twice of the same file
 * @returns what ends it
 */
export function watchFile(file: string, everyMs: number, onChange: () => void): { close(): void } {
  // Nothing yet: the file may have changed since its reader read it.
  let known: string | undefined;
  let seen: string | undefined;
  const look = async (): Promise<void> => {
    const now = await stamp(file);
    // For a moment there may be no file.
    if (now === undefined) return;
    if (now !== known && now === seen) {
      known = now;
      onChange();
    }
    seen = now;
  };
  void look();
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return {
    close: () => {
      clearInterval(timer);
    },
  };
}

async function stamp(file: string): Promise<string | undefined> {
  try {
    const { ino, mtimeMs, size } = await stat(file);
    return `${String(ino)} ${String(mtimeMs)} ${String(size)}`;
  } catch {
    return undefined;
  }
}
