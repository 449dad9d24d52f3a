/** The options `--algorithm` and `--set`: a difficulty algorithm by its name, with settings. */
import {
  createDifficulty,
  difficultyAlgorithms,
  type DifficultyAlgorithm,
  type DifficultyDefinition,
} from '../consensus/index.ts';
import { messageOf } from '../errors.ts';
import { alignColumns, choiceFlag, UsageError, type CommandInput, type CommandOption } from './command.ts';

const NAMES = Object.keys(difficultyAlgorithms) as DifficultyDefinition['algorithm'][];

export const ALGORITHM_OPTIONS: Readonly<Record<'algorithm' | 'set', CommandOption>> = {
  algorithm: { type: 'string', value: 'NAME', help: "one of those above (default: the network's own)" },
  set: {
    type: 'string',
    value: 'KEY=VALUE',
    multiple: true,
    help: 'a setting of the algorithm; may be given several times',
  },
};

/** The algorithms with their settings, for the help text. */
export const ALGORITHM_DETAILS: string = [
  'Algorithms, with their settings and defaults:',
  ...NAMES.flatMap((name) => {
    const { summary, settings } = difficultyAlgorithms[name];
    const rows = Object.entries(settings).map(([key, setting]) => {
      const value = setting.default === undefined ? '' : `=${setting.default}`;
      return [
        `  ${key}${value}`,
        setting.choices ? `${setting.help}: ${setting.choices.join(', ')}` : setting.help,
      ] as const;
    });
    return [`  ${name}: ${summary}`, ...(rows.length === 0 ? [] : alignColumns(rows))];
  }),
].join('\n');

/**
 * The algorithm that `--algorithm` and `--set` describe; undefined where neither is given.
 * @throws UsageError for a name or a setting that is not known, or a value that is not allowed
 */
export function difficultyFlag(input: CommandInput): DifficultyAlgorithm | undefined {
  const algorithm = choiceFlag(input, 'algorithm', NAMES);
  const text = input.flags['set'];
  if (algorithm === undefined) {
    if (text !== undefined)
      throw new UsageError('--set: expected --algorithm with it, as settings are of an algorithm');
    return undefined;
  }
  const pairs = typeof text === 'string' ? text.split(',').map(parseSetting) : [];
  const keys = pairs.map(([key]) => key);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) throw new UsageError(`--set: expected each setting once, got ${twice} again`);
  try {
    return createDifficulty({ ...Object.fromEntries(pairs), algorithm });
  } catch (error) {
    throw new UsageError(`--set ${messageOf(error)}`, { cause: error });
  }
}

/** `window=45` as a name and a value: numbers and truth values as such, all else as text. */
function parseSetting(pair: string): [key: string, value: string | number | boolean] {
  const [, key, value] = /^\s*(\w+)=(.*?)\s*$/.exec(pair) ?? [];
  if (key === undefined || value === undefined || key === 'algorithm')
    throw new UsageError(`--set: expected KEY=VALUE, got ${JSON.stringify(pair)}`);
  if (value === 'true' || value === 'false') return [key, value === 'true'];
  // eight digits may be compact bits, as 20000000 is: with 0x in front they are text
  return [key, /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value];
}
