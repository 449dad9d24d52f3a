/** `midstate difficulty simulate`: what a difficulty algorithm makes of a hash rate that changes, in virtual time. */
import { writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import {
  bitsToTarget,
  networks,
  targetToBitsLossy,
  workOfBits,
  type DifficultySetting,
  type NetworkParams,
} from '../../consensus/index.ts';
import { messageOf } from '../../errors.ts';
import { decodeHeader } from '../../primitives/index.ts';
import {
  assertScenario,
  seededRandom,
  simulateDifficulty,
  summarizeDifficulty,
  type DifficultySimulationOptions,
  type SimulatedBlock,
} from '../../simulation/index.ts';
import { ALGORITHM_DETAILS, ALGORITHM_OPTIONS, difficultyFlag } from '../algorithm-option.ts';
import { alignColumns, integerFlag, UsageError, type Command, type CommandInput } from '../command.ts';
import { renderDifficultyPlot } from '../difficulty-plot.ts';
import { simulationTable, summaryRows } from '../difficulty-report.ts';
import { CommandFailure } from '../failure.ts';
import { formatBits, formatCount, formatPercent, formatSeconds } from '../format.ts';
import { NETWORK_OPTION, networkFlag } from '../network-option.ts';
import { parseScenario, SCENARIO_DETAILS, SCENARIO_OPTION } from '../scenario-option.ts';

/** So long nothing else is heard, Ctrl-C included. */
const SLICE_MS = 50;

/** A start so much harder than the network's limit leaves room on both sides. */
const DEFAULT_SHIFT = 20n;

/** A random number that makes every block take as long as blocks take on average. */
const NO_LUCK = 1 - 1 / Math.E;

export const difficultySimulateCommand: Command = {
  name: 'difficulty simulate',
  summary: 'a difficulty algorithm against a changing hash rate',
  details: [
    'Mines blocks in virtual time, with honest clocks. The limit, the spacing and the algorithm are those of the network; the',
    'hash rate is at first the one that fits the first bits. The same seed gives the same run.',
    '',
    ALGORITHM_DETAILS,
    '',
    SCENARIO_DETAILS,
  ].join('\n'),
  options: {
    network: NETWORK_OPTION,
    ...ALGORITHM_OPTIONS,
    scenario: SCENARIO_OPTION,
    blocks: { type: 'string', value: 'N', help: 'how many are mined, at most a million (default: 2000)' },
    history: { type: 'string', value: 'N', help: 'blocks on schedule before them, genesis included (default: 2016)' },
    spacing: { type: 'string', value: 'SECONDS', help: "between blocks (default: the network's)" },
    bits: {
      type: 'string',
      value: 'HEX',
      help: 'of the first blocks (default: a millionth of the limit, or as fits the hash rate)',
    },
    'hash-rate': {
      type: 'string',
      value: 'H',
      help: 'hashes per second at first, as 7.5e12 (default: as fits the bits)',
    },
    seed: { type: 'string', value: 'N', help: 'of the luck of miners (default: 1)' },
    steady: { type: 'boolean', help: 'no luck: each block takes as long as on average' },
    svg: { type: 'string', value: 'FILE', help: 'write a plot of difficulty, hash rate and solve times' },
    json: { type: 'boolean', help: 'one JSON object a line: each block, then a summary' },
  },
  run,
};

async function run(input: CommandInput): Promise<number> {
  const { flags, output } = input;
  const network = networkFlag(input) ?? networks.mainnet;
  const params = settingOf(input, network);
  const { initialBits, hashRate } = startOf(input, params);
  const scenarioText = String(flags['scenario'] ?? 'constant');
  const scenario = parseScenario(scenarioText, hashRate);
  const seed = integerFlag(input, 'seed', 0, Number.MAX_SAFE_INTEGER) ?? 1;
  const options = {
    params,
    scenario,
    blocks: integerFlag(input, 'blocks', 1, 1_000_000) ?? 2000,
    initialBits,
    random: flags['steady'] === true ? () => NO_LUCK : seededRandom(seed),
    history: integerFlag(input, 'history', 1, 1_000_000) ?? 2016,
    startTime: decodeHeader(network.genesis).time,
  };
  try {
    assertScenario(scenario);
  } catch (error) {
    throw new UsageError(`--${messageOf(error)}`, { cause: error });
  }

  const blocks = await mine(input, options);
  const summary = summarizeDifficulty(blocks, params.targetSpacing);
  const algorithm = params.difficulty.name;
  if (flags['svg'] !== undefined) {
    const title = `${algorithm}, ${scenarioText}, a block every ${params.targetSpacing} s`;
    writePlot(String(flags['svg']), renderDifficultyPlot({ title, blocks, targetSpacing: params.targetSpacing }));
  }
  if (flags['json'] === true) {
    const luck = flags['steady'] === true ? { steady: true } : { seed };
    output.json({ event: 'summary', network: network.name, algorithm, scenario, ...luck, ...summary });
    return 0;
  }
  output.line(`${algorithm} on ${network.name}, ${scenarioText}: a block every ${params.targetSpacing} s`);
  for (const line of simulationTable(blocks)) output.line(line);
  for (const line of alignColumns(summaryRows(summary, params.targetSpacing))) output.line(line);
  return 0;
}

/** What the algorithm reads: the network's numbers, with another spacing as many blocks in a period. */
function settingOf(input: CommandInput, network: NetworkParams): DifficultySetting {
  const targetSpacing = integerFlag(input, 'spacing', 1, 86_400) ?? network.targetSpacing;
  const { powLimit } = network;
  return {
    powLimit,
    targetSpacing,
    targetTimespan: (network.targetTimespan / network.targetSpacing) * targetSpacing,
    difficulty: difficultyFlag(input) ?? network.difficulty,
  };
}

/** The first bits and the hash rate: where one of them is not given, it fits the other. */
function startOf(
  { flags }: CommandInput,
  { powLimit, targetSpacing }: DifficultySetting,
): { initialBits: number; hashRate: number } {
  const rateText = flags['hash-rate'];
  const bitsText = flags['bits'];
  const rate = rateText === undefined ? undefined : Number(rateText);
  if (rate !== undefined && !(rate > 0 && rate < 1e60 && String(rateText).trim() !== ''))
    throw new UsageError(`--hash-rate: expected hashes per second above zero, got ${JSON.stringify(rateText)}`);
  if (bitsText === undefined) {
    let target = powLimit >> DEFAULT_SHIFT || 1n;
    if (rate !== undefined) target = (1n << 256n) / BigInt(Math.max(1, Math.round(rate * targetSpacing)));
    const initialBits = targetToBitsLossy(target > powLimit ? powLimit : target);
    return { initialBits, hashRate: rate ?? Number(workOfBits(initialBits)) / targetSpacing };
  }
  const initialBits = /^(?:0x)?[0-9a-f]{8}$/i.test(String(bitsText)) ? Number.parseInt(String(bitsText), 16) : 0;
  const { target, negative, overflow } = bitsToTarget(initialBits);
  if (negative || overflow || target === 0n || target > powLimit) {
    const limit = formatBits(targetToBitsLossy(powLimit));
    throw new UsageError(`--bits: expected eight digits of a target up to ${limit}, got ${JSON.stringify(bitsText)}`);
  }
  return { initialBits, hashRate: rate ?? Number(workOfBits(initialBits)) / targetSpacing };
}

/** Mines all blocks, with a status line or each as JSON, and hears Ctrl-C. */
async function mine(
  { flags, output, signal }: CommandInput,
  options: DifficultySimulationOptions,
): Promise<SimulatedBlock[]> {
  const blocks: SimulatedBlock[] = [];
  const json = flags['json'] === true;
  const started = performance.now();
  let sliceEnd = started + SLICE_MS;
  try {
    for (const block of simulateDifficulty(options)) {
      blocks.push(block);
      if (json) output.json({ event: 'block', ...block, bits: formatBits(block.bits) });
      if (performance.now() < sliceEnd) continue;
      const seconds = (performance.now() - started) / 1000;
      const part = blocks.length / options.blocks;
      const left = formatSeconds((seconds * (1 - part)) / part);
      if (!json) output.status(`${formatCount(blocks.length)} blocks, ${formatPercent(part)}, ${left} left`);
      await setImmediate();
      signal.throwIfAborted();
      sliceEnd = performance.now() + SLICE_MS;
    }
  } catch (error) {
    if (error instanceof RangeError)
      throw new CommandFailure(`after ${formatCount(blocks.length)} blocks: ${error.message}`);
    throw error;
  } finally {
    output.endStatus();
  }
  return blocks;
}

function writePlot(file: string, svg: string): void {
  try {
    writeFileSync(file, svg);
  } catch (error) {
    throw new CommandFailure(`--svg: ${file} cannot be written (${messageOf(error)})`);
  }
}
