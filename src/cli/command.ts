/**
 * What a command is, how its words are parsed, and its help text. Exit codes: 0 done, 1 invalid or failed, 2 misuse,
 * 128 + n when signal n came before there was anything to tell.
 */
import { parseArgs } from 'node:util';
import type { Output } from './output.ts';

/** One flag of a command. */
export interface CommandOption {
  readonly type: 'string' | 'boolean';
  /** What stands for the value in the help text: `N`, `DIR`. */
  readonly value?: string;
  readonly help: string;
  /** It may be given several times: then its values stand in one text, with commas between them. */
  readonly multiple?: true;
}

/** The flags and words that a command was called with. */
export interface CommandInput {
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  readonly words: readonly string[];
  readonly output: Output;
  /** Aborted, with a `StopRequest`, by Ctrl-C, by a termination request, and when output cannot be written. */
  readonly signal: AbortSignal;
}

/** A command of `midstate`. */
export interface Command {
  /** The words that call it: `mine`, `verify headers`. */
  readonly name: string;
  readonly summary: string;
  /** Positional arguments as the help text shows them. @default none */
  readonly words?: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly details?: string;
  /** @returns the exit code */
  run(input: CommandInput): Promise<number>;
}

/** The command was called wrongly, or its input is malformed: one clear line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const HELP_OPTION: CommandOption = { type: 'boolean', help: 'show this text' };

/**
 * The flags and words of a command line.
 * @throws UsageError for an unknown flag, a missing value, too few or too many words
 */
export function parseCommandLine(command: Command, args: readonly string[]): Pick<CommandInput, 'flags' | 'words'> {
  const options = { ...command.options, help: HELP_OPTION };
  try {
    const { values, positionals, tokens } = parseArgs({
      args: joinNegativeNumbers(args),
      options: Object.fromEntries(
        Object.entries(options).map(([name, { type, multiple = false }]) => [
          name,
          { type, multiple, ...(name === 'help' && { short: 'h' }) },
        ]),
      ),
      allowPositionals: true,
      tokens: true,
    });
    const names = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
    const twice = names.find((name, i) => names.indexOf(name) !== i && !Array.isArray(values[name]));
    if (twice !== undefined) throw new UsageError(`${command.name}: --${twice} is given more than once`);
    const flags = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.join() : value]),
    );
    const wanted = command.words ?? [];
    if (flags['help'] !== true && positionals.length !== wanted.length) {
      const expected = wanted.length === 0 ? 'no further words' : wanted.join(' ');
      throw new UsageError(
        `${command.name}: expected ${expected}, got ${positionals.length === 0 ? 'nothing' : positionals.join(' ')}`,
      );
    }
    return { flags, words: positionals };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // parseArgs explains at length; its first sentence says what is wrong
    const [sentence] = (error as Error).message.split(/\. |\.?\n/);
    throw new UsageError(`${command.name}: ${sentence}`, { cause: error });
  }
}

/** `--blocks -1` as `--blocks=-1`: that no flag begins with a digit tells what is meant. */
function joinNegativeNumbers(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of args) {
    const before = joined.at(-1);
    if (/^-\d/.test(word) && before !== undefined && /^--[a-z-]+$/.test(before))
      joined.splice(-1, 1, `${before}=${word}`);
    else joined.push(word);
  }
  return joined;
}

/** The help text of one command. */
export function commandHelp(command: Command): string {
  const options = Object.entries({ ...command.options, help: HELP_OPTION }).map(
    ([name, { value, help }]) => [`--${name}${value === undefined ? '' : ` ${value}`}`, help] as const,
  );
  return [
    `Usage: midstate ${[command.name, ...(command.words ?? [])].join(' ')} [options]`,
    '',
    command.summary,
    ...(command.details === undefined ? [] : ['', command.details]),
    '',
    'Options:',
    ...alignColumns(options),
  ].join('\n');
}

/** Two columns, the second starting at one place. */
export function alignColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

/**
 * The value of a flag that takes a whole number.
 * @throws UsageError naming the flag, what was expected and what came
 */
export function integerFlag(input: CommandInput, name: string, min: number, max: number): number | undefined {
  const text = input.flags[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (typeof text !== 'string' || !/^\d+$/.test(text) || value < min || value > max) {
    throw new UsageError(`--${name}: expected a whole number from ${min} to ${max}, got ${JSON.stringify(text)}`);
  }
  return value;
}

/**
 * The value of a flag that takes one of a few words.
 * @throws UsageError naming the flag, what was expected and what came
 */
export function choiceFlag<Choice extends string>(
  input: CommandInput,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = input.flags[name];
  if (text === undefined) return undefined;
  assertChoice(`--${name}`, text, choices);
  return text;
}

/** Kernels that can be asked for, by `--backend` or MIDSTATE_BACKEND. */
export const BACKEND_CHOICES = ['auto', 'simd', 'scalar', 'js'] as const;

/** Numbers of streams that can be asked for, by MIDSTATE_STREAMS. */
export const STREAM_CHOICES = ['auto', '1', '2', '3'] as const;

/**
 * Asserts one of a few words.
 * @throws UsageError naming where it stands, what was expected and what came
 */
export function assertChoice<Choice extends string>(
  name: string,
  value: unknown,
  choices: readonly Choice[],
): asserts value is Choice {
  if (!choices.includes(value as Choice))
    throw new UsageError(`${name}: expected ${choices.join(', ')}, got ${JSON.stringify(value)}`);
}
