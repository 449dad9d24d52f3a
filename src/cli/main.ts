#!/usr/bin/env node
/** The command `midstate`: finds the command that was called, runs it, and turns its end into an exit code. */
import { createRequire } from 'node:module';
import { MidstateError } from '../errors.ts';
import { alignColumns, commandHelp, parseCommandLine, UsageError, type Command } from './command.ts';
import { benchCommand } from './commands/bench.ts';
import { chainHeadersCommand } from './commands/chain-headers.ts';
import { chainInfoCommand } from './commands/chain-info.ts';
import { infoCommand } from './commands/info.ts';
import { mineCommand } from './commands/mine.ts';
import { verifyHeadersCommand } from './commands/verify-headers.ts';
import { Output } from './output.ts';

const commands: readonly Command[] = [
  mineCommand,
  verifyHeadersCommand,
  chainInfoCommand,
  chainHeadersCommand,
  benchCommand,
  infoCommand,
];

const version: string = (createRequire(import.meta.url)('../../package.json') as { version: string }).version;

function help(): string {
  return [
    'Usage: midstate COMMAND [options]',
    '',
    'Searches and checks SHA-256 proof of work.',
    '',
    'Commands:',
    ...alignColumns(commands.map(({ name, summary }) => [name, summary] as const)),
    '',
    '`midstate COMMAND --help` explains a command; `midstate --version` prints the version.',
  ].join('\n');
}

/** The command whose name the words begin with, and the words behind it. */
function findCommand(args: readonly string[]): { command: Command; rest: readonly string[] } | undefined {
  for (const command of commands) {
    const name = command.name.split(' ');
    if (name.every((word, i) => word === args[i])) return { command, rest: args.slice(name.length) };
  }
  return undefined;
}

/** A signal that is aborted when the process is asked to stop. Asked a second time, it stops at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void => {
    // 128 + the number of the signal, as shells report it
    if (controller.signal.aborted) process.exit({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[name]);
    controller.abort(new Error(`stopped by ${name}`));
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop(name));
  // `midstate mine | head -1`: the reader is gone, so there is nobody to mine for
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    controller.abort(error);
  });
  return controller.signal;
}

async function main(args: readonly string[]): Promise<number> {
  const [first] = args;
  if (first === '--version' || first === '-V') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    process.stdout.write(`${help()}\n`);
    return first === undefined ? 2 : 0;
  }
  const found = findCommand(args);
  if (found === undefined) {
    const group = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
    const expected = (group.length > 0 ? group : commands.map(({ name }) => name)).join(', ');
    throw new UsageError(`expected one of ${expected}; got ${args.slice(0, 2).join(' ')}`);
  }
  const { command, rest } = found;
  const { flags, words } = parseCommandLine(command, rest);
  if (flags['help'] === true) {
    process.stdout.write(`${commandHelp(command)}\n`);
    return 0;
  }
  return command.run({ flags, words, output: new Output(process.stdout, process.env), signal: stopSignal() });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`midstate: ${error.message} (see midstate --help)\n`);
    process.exitCode = 2;
  } else if (error instanceof MidstateError) {
    process.stderr.write(`midstate: ${error.message} [${error.code}]\n`);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
