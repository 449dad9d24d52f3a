/**
 * Calls a command within this process, from its source: where only its words and its output matter, that is much quicker
 * than a process of its own.
 */
import { Readable, Writable } from 'node:stream';
import { expect, vi } from 'vitest';
import { parseCommandLine, UsageError, type Command } from '../../src/cli/command.ts';
import { chainCheckCommand } from '../../src/cli/commands/chain-check.ts';
import { chainExportCommand } from '../../src/cli/commands/chain-export.ts';
import { chainHeaderCommand } from '../../src/cli/commands/chain-header.ts';
import { chainHeadersCommand } from '../../src/cli/commands/chain-headers.ts';
import { chainImportCommand } from '../../src/cli/commands/chain-import.ts';
import { chainInfoCommand } from '../../src/cli/commands/chain-info.ts';
import { chainProofCommand } from '../../src/cli/commands/chain-proof.ts';
import { chainRebuildCommand } from '../../src/cli/commands/chain-rebuild.ts';
import { chainTipsCommand } from '../../src/cli/commands/chain-tips.ts';
import { verifyHeadersCommand } from '../../src/cli/commands/verify-headers.ts';
import { verifyProofCommand } from '../../src/cli/commands/verify-proof.ts';
import { reportFailure } from '../../src/cli/failure.ts';
import { Output } from '../../src/cli/output.ts';
import type { Ended } from './midstate-command.ts';

/** The commands that `callMidstate` knows: those that read, show and write, and need no process of their own for it. */
const commands: readonly Command[] = [
  chainCheckCommand,
  chainExportCommand,
  chainHeaderCommand,
  chainHeadersCommand,
  chainImportCommand,
  chainInfoCommand,
  chainProofCommand,
  chainRebuildCommand,
  chainTipsCommand,
  verifyHeadersCommand,
  verifyProofCommand,
];

/** What a pipe gives at a time. */
const PIPE_SIZE_BYTES = 65_536;

/**
 * Does here what `midstate` does with these words in a process: the same input, output, error line and exit code, which
 * command-process.test.ts compares. One call at a time.
 */
export async function callMidstate(
  args: readonly string[],
  { stdin = '' }: { readonly stdin?: Uint8Array | string } = {},
): Promise<Ended> {
  const command = commands.find(({ name }) => name.split(' ').every((word, i) => word === args[i]));
  if (command === undefined) throw new TypeError(`args: expected the words of a known command, got ${args.join(' ')}`);
  const [stdout, stderr] = [new Collector(), new Collector()];
  const spies = [
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(pipeOf(Buffer.from(stdin)) as typeof process.stdin),
    vi.spyOn(process, 'stdout', 'get').mockReturnValue(stdout as unknown as typeof process.stdout),
    vi.spyOn(process, 'stderr', 'get').mockReturnValue(stderr as unknown as typeof process.stderr),
  ];
  try {
    const run = async (): Promise<number> => {
      const { flags, words } = parseCommandLine(command, args.slice(command.name.split(' ').length));
      const output = new Output(stdout, {});
      return command.run({ flags, words, output, signal: new AbortController().signal });
    };
    const code = await run().catch(reportFailure);
    return { code, signal: null, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

function pipeOf(bytes: Uint8Array): Readable {
  const count = Math.ceil(bytes.length / PIPE_SIZE_BYTES);
  const parts = Array.from({ length: count }, (_, i) => bytes.subarray(i * PIPE_SIZE_BYTES, (i + 1) * PIPE_SIZE_BYTES));
  return Readable.from(parts, { objectMode: false });
}

class Collector extends Writable {
  readonly #parts: Buffer[] = [];

  override _write(part: Buffer, _encoding: string, done: () => void): void {
    this.#parts.push(part);
    done();
  }

  text(): string {
    return Buffer.concat(this.#parts).toString();
  }
}

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
