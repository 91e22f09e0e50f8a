import { Command } from 'commander';
import { registerAuditCommands } from '../verify-command.ts';

/** What a command did. */
export interface CommandRun {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

/** Runs `lifeready audit …` in this process. */
export async function runAuditCommand(
  args: readonly string[],
  environment: { readonly defaultPolicyPath: string; readonly showsProgress?: boolean; readonly input?: string },
): Promise<CommandRun> {
  const result = { code: undefined as number | undefined, out: '', err: '' };
  const program = new Command();
  registerAuditCommands(program, {
    out: (text) => (result.out += text),
    err: (text) => (result.err += text),
    showsProgress: environment.showsProgress === true,
    readInput: () => Promise.resolve(environment.input ?? ''),
    setExitCode: (code) => (result.code = code),
    exit: (code) => {
      result.code = code;
      throw new Error('the process ends here');
    },
    defaultPolicyPath: environment.defaultPolicyPath,
  });
  await program.parseAsync(['audit', ...args], { from: 'user' }).catch((error: unknown) => {
    if (!(error instanceof Error) || error.message !== 'the process ends here') throw error;
  });
  return result;
}
