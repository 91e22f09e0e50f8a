import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { runAuditCommand } from './testing/run-command.ts';
import { registerAuditCommands } from './verify-command.ts';

const PAGE = readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'verify-the-log.md'), 'utf8');

/** The rows of the table of exit codes. */
function documented(): string[] {
  const table = /\| exit code \| means \|\n\| --- \| --- \|\n((?:\|.*\n)+)/.exec(PAGE)?.[1] ?? '';
  return [...table.matchAll(/^\| (\d+) \|/gm)].map(([, code = '']) => code);
}

const program = new Command();
registerAuditCommands(program);
const commands = program.commands.find((command) => command.name() === 'audit')?.commands ?? [];

describe('[R-113] the exit codes', () => {
  test('are documented', () => {
    expect(documented()).toEqual(['0', '1', '2', '3']);
  });

  test.each(commands.map((command) => command.name()))(
    'of audit %s are in its help, the same as on the page',
    async (name) => {
      const { out, code } = await runAuditCommand([name, '--help'], { defaultPolicyPath: 'none' });
      const said = out.slice(out.indexOf('Exit codes:')).matchAll(/^ {2}(\d+) {2}\S/gm);
      expect([...said].map(([, number]) => number)).toEqual(documented());
      expect(code).toBe(0);
    },
  );
});
