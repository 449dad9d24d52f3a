#!/usr/bin/env node
/** The command `midstate`: finds the command that was called, runs it, and turns its end into an exit code. */
import {
  alignColumns,
  assertChoice,
  BACKEND_CHOICES,
  STREAM_CHOICES,
  commandHelp,
  parseCommandLine,
  UsageError,
  type Command,
} from './command.ts';
import { benchCommand } from './commands/bench.ts';
import { chainCheckCommand } from './commands/chain-check.ts';
import { chainExportCommand } from './commands/chain-export.ts';
import { chainHeaderCommand } from './commands/chain-header.ts';
import { chainHeadersCommand } from './commands/chain-headers.ts';
import { chainImportCommand } from './commands/chain-import.ts';
import { chainInfoCommand } from './commands/chain-info.ts';
import { chainRebuildCommand } from './commands/chain-rebuild.ts';
import { chainTipsCommand } from './commands/chain-tips.ts';
import { chainProofCommand } from './commands/chain-proof.ts';
import { difficultyNextCommand } from './commands/difficulty-next.ts';
import { difficultySimulateCommand } from './commands/difficulty-simulate.ts';
import { infoCommand } from './commands/info.ts';
import { mineCommand } from './commands/mine.ts';
import { verifyHeadersCommand } from './commands/verify-headers.ts';
import { verifyProofCommand } from './commands/verify-proof.ts';
import { reportFailure } from './failure.ts';
import { Output } from './output.ts';
import { stopSignal } from './stop-request.ts';
import { version } from './version.ts';

const commands: readonly Command[] = [
  mineCommand,
  verifyHeadersCommand,
  verifyProofCommand,
  chainInfoCommand,
  chainHeadersCommand,
  chainHeaderCommand,
  chainTipsCommand,
  chainCheckCommand,
  chainRebuildCommand,
  chainImportCommand,
  chainExportCommand,
  chainProofCommand,
  difficultyNextCommand,
  difficultySimulateCommand,
  benchCommand,
  infoCommand,
];

/** The help text of all commands, or of some. */
function help(shown: readonly Command[]): string {
  return [
    'Usage: midstate COMMAND [options]',
    '',
    'Searches and checks SHA-256 proof of work.',
    '',
    'Commands:',
    ...alignColumns(shown.map(({ name, summary }) => [name, summary] as const)),
    '',
    '`midstate COMMAND --help` explains a command; `midstate --version` prints the version.',
  ].join('\n');
}

function isHelpFlag(word: string | undefined): boolean {
  return word === '--help' || word === '-h';
}

/** The command whose name the words begin with, and the words behind it. */
function findCommand(args: readonly string[]): { command: Command; rest: readonly string[] } | undefined {
  for (const command of commands) {
    const name = command.name.split(' ');
    if (name.every((word, i) => word === args[i])) return { command, rest: args.slice(name.length) };
  }
  return undefined;
}

async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const [first, ...others] = args;
  if (first === '--version' || first === '-V') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  if (first === 'help' && others.length > 0) return main([...others, '--help'], signal);
  if (first === undefined || first === 'help' || isHelpFlag(first)) {
    process.stdout.write(`${help(commands)}\n`);
    return first === undefined ? 2 : 0;
  }
  const found = findCommand(args);
  if (found === undefined) {
    const group = commands.filter(({ name }) => name.startsWith(`${first} `));
    if (group.length > 0 && isHelpFlag(others[0])) {
      process.stdout.write(`${help(group)}\n`);
      return 0;
    }
    const expected = (group.length > 0 ? group : commands).map(({ name }) => name).join(', ');
    const got = args
      .slice(0, 2)
      .filter((word) => !isHelpFlag(word))
      .map((word) => (/^\S+$/.test(word) ? word : JSON.stringify(word)));
    throw new UsageError(`expected one of ${expected}; got ${got.join(' ')}`);
  }
  const { command, rest } = found;
  const { flags, words } = parseCommandLine(command, rest);
  if (flags['help'] === true) {
    process.stdout.write(`${commandHelp(command)}\n`);
    return 0;
  }
  // the engine reads them as well, but a wrong one is refused before anything is opened
  assertChoice('MIDSTATE_BACKEND', process.env['MIDSTATE_BACKEND'] || 'auto', BACKEND_CHOICES);
  assertChoice('MIDSTATE_STREAMS', process.env['MIDSTATE_STREAMS'] || 'auto', STREAM_CHOICES);
  return command.run({ flags, words, output: new Output(process.stdout, process.env), signal });
}

const signal = stopSignal();
const exitCode = await main(process.argv.slice(2), signal).catch(reportFailure);
// output that could not be written has set it already
process.exitCode ??= exitCode;
