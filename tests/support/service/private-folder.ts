import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A temporary folder for key files that a service reads. */
export interface PrivateFolder {
  /** @returns path of the file, which holds `content` as JSON */
  write(name: string, content: unknown): string;
  /** @returns path of a file or folder in it, which need not exist */
  path(name: string): string;
  remove(): void;
}

export function createPrivateFolder(): PrivateFolder {
  const folder = mkdtempSync(path.join(tmpdir(), 'lifeready-test-'));
  return {
    write: (name, content) => {
      const file = path.join(folder, name);
      writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
      return file;
    },
    path: (name) => path.join(folder, name),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
