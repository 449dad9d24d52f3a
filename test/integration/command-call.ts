/**
 * Calls a command within this process, from its source: where only its words and its output matter, that is much quicker
 * than a process of its own.
 */
import { expect } from 'vitest';
import { parseCommandLine, UsageError, type Command } from '../../src/cli/command.ts';
import { Output } from '../../src/cli/output.ts';

/** The exit code and the output of a command that was called with these words. */
export async function callCommand(
  command: Command,
  args: readonly string[],
): Promise<{ readonly code: number; readonly stdout: string }> {
  const written: string[] = [];
  const output = new Output({ write: (text) => written.push(text) }, {});
  const { signal } = new AbortController();
  const code = await command.run({ ...parseCommandLine(command, args), output, signal });
  return { code, stdout: written.join('') };
}

/** Expects that a command refuses these words as misuse, with this in its message, which is one line. */
export async function expectMisuse(command: Command, args: readonly string[], message: string): Promise<void> {
  const failure: unknown = await callCommand(command, args).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UsageError);
  const text = (failure as UsageError).message;
  expect(text).toContain(message);
  expect(text).not.toContain('\n');
}
