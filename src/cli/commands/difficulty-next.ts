/** `midstate difficulty next`: the bits that the next header must have, or had to have at each height. */
import { setImmediate } from 'node:timers/promises';
import {
  bitsToTarget,
  networks,
  nextBits,
  UNCHECKED,
  type DifficultySetting,
  type HeaderContext,
} from '../../consensus/index.ts';
import { createEngine } from '../../engine/index.ts';
import { uint256ToHex } from '../../primitives/index.ts';
import { bitsChangeTime, difficultyOfBits } from '../../simulation/index.ts';
import { ALGORITHM_DETAILS, ALGORITHM_OPTIONS, difficultyFlag } from '../algorithm-option.ts';
import { alignColumns, integerFlag, UsageError, type Command, type CommandInput } from '../command.ts';
import { formatBits, formatCount, formatSignificant } from '../format.ts';
import { readHeaderSeries, type HeaderSeries } from '../header-series.ts';
import { NETWORK_OPTION, networkFlag } from '../network-option.ts';

/** Lines that are written at once: so often Ctrl-C is heard. */
const LINES_AT_ONCE = 500;

const MAX_TIME = 0xffffffff;

export const difficultyNextCommand: Command = {
  name: 'difficulty next',
  words: ['FILE|-'],
  summary: 'the difficulty that the next header must have',
  details: [
    'FILE holds headers of 80 bytes each, or 160 hexadecimal digits a line; - is standard input. They are one chain without',
    'branches, from genesis or on top of it; their rules are not checked (see midstate verify headers), so that any algorithm',
    'can be asked what it would have made of them.',
    '',
    ALGORITHM_DETAILS,
  ].join('\n'),
  options: {
    network: NETWORK_OPTION,
    ...ALGORITHM_OPTIONS,
    'anchor-height': { type: 'string', value: 'H', help: 'the height of the first header (default: from genesis on)' },
    time: {
      type: 'string',
      value: 'SECONDS',
      help: "the next header's time, since 1970 (default: the target spacing after its parent)",
    },
    all: { type: 'boolean', help: 'what the algorithm asked for at each height, beside what stands there' },
    json: { type: 'boolean', help: 'one JSON object; with --all one a line: each height, then a summary' },
  },
  run,
};

async function run(input: CommandInput): Promise<number> {
  const network = networkFlag(input) ?? networks.mainnet;
  const { powLimit, targetSpacing, targetTimespan } = network;
  const difficulty = difficultyFlag(input) ?? network.difficulty;
  const setting = { powLimit, targetSpacing, targetTimespan, difficulty };
  const anchorHeight = integerFlag(input, 'anchor-height', 0, 0xffffffff);
  const time = integerFlag(input, 'time', 0, MAX_TIME);
  const all = input.flags['all'] === true;
  if (all && time !== undefined)
    throw new UsageError('--time: expected no --all with it, as each header has its own time');

  using engine = await createEngine();
  const series = await readHeaderSeries(input, { params: network, hasher: engine, anchorHeight });
  if (all) return replay(input, series, setting);
  const parent = series.at(series.highest);
  const nextTime = time ?? Math.min(parent.time + targetSpacing, MAX_TIME);
  return tellNext(input, { network: network.name, setting, parent, time: nextTime });
}

/** The question of what comes next. */
interface NextQuestion {
  readonly network: string;
  readonly setting: DifficultySetting;
  readonly parent: HeaderContext;
  readonly time: number;
}

function tellNext({ output, flags }: CommandInput, { network, setting, parent, time }: NextQuestion): number {
  const bits = nextBits(setting, parent, time);
  const algorithm = setting.difficulty.name;
  const height = parent.height + 1;
  if (bits === UNCHECKED) {
    if (flags['json'] === true) output.json({ network, algorithm, height, time, unchecked: true });
    else output.line(`unchecked: ${algorithm} looks at headers below the first one that is given`);
    return 1;
  }
  const changeTime = bitsChangeTime(setting, parent, time, MAX_TIME);
  const later = changeTime === undefined ? undefined : (nextBits(setting, parent, changeTime) as number);
  const target = uint256ToHex(bitsToTarget(bits).target);
  const [now, before] = [bits, parent.bits].map(difficultyOfBits) as [number, number];
  if (flags['json'] === true) {
    output.json({
      network,
      algorithm,
      height,
      time,
      bits: formatBits(bits),
      target,
      difficulty: now,
      parent: { time: parent.time, bits: formatBits(parent.bits), difficulty: before },
      ...(later !== undefined && {
        later: { time: changeTime, bits: formatBits(later), difficulty: difficultyOfBits(later) },
      }),
    });
    return 0;
  }
  const rows = {
    network: `${network}, ${algorithm}`,
    height: String(height),
    time: `${time}, ${timeText(time)}`,
    bits: formatBits(bits),
    target,
    difficulty: formatSignificant(now),
    parent: `${formatBits(parent.bits)}, difficulty ${formatSignificant(before)}: ${changeText(now / before)}`,
    ...(later !== undefined && {
      later: `${formatBits(later)} from ${changeTime} on, difficulty ${formatSignificant(difficultyOfBits(later))}`,
    }),
  };
  for (const line of alignColumns(Object.entries(rows))) output.line(line);
  return 0;
}

async function replay(
  { output, flags, signal }: CommandInput,
  series: HeaderSeries,
  setting: DifficultySetting,
): Promise<number> {
  const json = flags['json'] === true;
  let [equal, different, unchecked] = [0, 0, 0];
  let firstDifference: number | undefined;
  let lines: string[] = [];
  const flush = async (): Promise<void> => {
    if (lines.length > 0) output.line(lines.join('\n'));
    lines = [];
    await setImmediate();
    signal.throwIfAborted();
  };
  for (let height = series.lowest + 1; height <= series.highest; height++) {
    const { time, bits } = series.at(height);
    const required = nextBits(setting, series.at(height - 1), time);
    if (required === UNCHECKED) unchecked++;
    else if (required === bits) equal++;
    else {
      different++;
      firstDifference ??= height;
    }
    lines.push(
      json ? JSON.stringify(replayEvent(height, time, bits, required)) : replayLine(height, time, bits, required),
    );
    if (lines.length === LINES_AT_ONCE) await flush();
  }
  await flush();
  const summary = {
    algorithm: setting.difficulty.name,
    headers: equal + different + unchecked,
    equal,
    different,
    unchecked,
  };
  if (json) output.json({ event: 'summary', ...summary, ...(firstDifference !== undefined && { firstDifference }) });
  else {
    const where = firstDifference === undefined ? '' : `, the first at height ${firstDifference}`;
    const rest = unchecked === 0 ? '' : `, ${formatCount(unchecked)} unchecked`;
    output.line(
      `${summary.algorithm}: ${formatCount(summary.headers)} headers, ${formatCount(equal)} as required, ` +
        `${formatCount(different)} different${where}${rest}`,
    );
  }
  return 0;
}

function replayEvent(height: number, time: number, bits: number, required: number | typeof UNCHECKED): object {
  const stands = { event: 'header', height, time, bits: formatBits(bits), difficulty: difficultyOfBits(bits) };
  if (required === UNCHECKED) return { ...stands, unchecked: true };
  return { ...stands, required: formatBits(required), requiredDifficulty: difficultyOfBits(required) };
}

function replayLine(height: number, time: number, bits: number, required: number | typeof UNCHECKED): string {
  const stands = `${String(height).padStart(7)}  ${timeText(time)}  ${formatBits(bits)}`;
  if (required === UNCHECKED) return `${stands}  unchecked`;
  const factor = difficultyOfBits(required) / difficultyOfBits(bits);
  return `${stands}  ${formatBits(required)}${required === bits ? '' : `  ${changeText(factor)}`}`;
}

function timeText(time: number): string {
  return new Date(time * 1000).toISOString().replace('.000', '');
}

/** A factor of difficulty in words. */
function changeText(factor: number): string {
  if (factor === 1) return 'the same';
  const [larger, word] = factor > 1 ? [factor, 'harder'] : [1 / factor, 'easier'];
  return larger < 2 ? `${((larger - 1) * 100).toFixed(2)} % ${word}` : `${formatSignificant(larger)} times ${word}`;
}
