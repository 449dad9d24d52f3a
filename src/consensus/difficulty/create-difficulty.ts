/**
 * Difficulty algorithms as data: each by its name with plain settings, so that a network can be written as JSON and a
 * command can list what there is.
 */
import { assertInteger, assertObject, describe } from '../../primitives/index.ts';
import { parseBits } from '../parse-bits.ts';
import { asertDifficulty, type AsertAnchor, type AsertOptions } from './anchored-asert.ts';
import { bitcoinDifficulty } from './bitcoin-2016.ts';
import { cw144Difficulty } from './cw-144.ts';
import { darkGravityWave } from './dark-gravity-wave.ts';
import type { DifficultyAlgorithm } from './difficulty-algorithm.ts';
import { digishieldV3 } from './digishield-v3.ts';
import { fixedDifficulty } from './fixed.ts';
import { homesteadDifficulty } from './homestead.ts';
import { lwma1Difficulty } from './lwma-1.ts';
import { lwmaDifficulty, type LwmaOptions } from './lwma.ts';
import { movingAsert, type MovingAsertOptions } from './moving-asert.ts';

/** The name of an algorithm. */
export type DifficultyName =
  | 'bitcoin-2016'
  | 'none'
  | 'asert'
  | 'asert-moving'
  | 'lwma-1'
  | 'lwma'
  | 'cw-144'
  | 'dgw3'
  | 'digishield-v3'
  | 'homestead';

/** What a setting can be in JSON. Compact bits are a number, or eight hexadecimal digits as a string. */
export type DifficultySettingValue = number | boolean | string;

/** An algorithm and its settings. `difficultyAlgorithms` tells which settings it has; what is left out has its default. */
export interface DifficultyDefinition {
  /** Which one. */
  readonly algorithm: DifficultyName;
  readonly [setting: string]: DifficultySettingValue | undefined;
}

/** One setting of an algorithm. */
export interface DifficultySettingInfo {
  /** What its value is in JSON. */
  readonly type: 'integer' | 'boolean' | 'choice' | 'bits';
  /** What it sets, one sentence. */
  readonly help: string;
  /** Absent where the default follows from the network: then `help` tells how. */
  readonly default?: DifficultySettingValue;
  /** The values of a choice. */
  readonly choices?: readonly string[];
}

/** One algorithm: what it does, and what can be set. */
export interface DifficultyInfo {
  /** What the algorithm does, one sentence. */
  readonly summary: string;
  /** Its settings by name. */
  readonly settings: Readonly<Record<string, DifficultySettingInfo>>;
}

const integer = (help: string, value?: number): DifficultySettingInfo =>
  Object.freeze(value === undefined ? { type: 'integer', help } : { type: 'integer', help, default: value });

const info = (summary: string, settings: Record<string, DifficultySettingInfo> = {}): DifficultyInfo =>
  Object.freeze({ summary, settings: Object.freeze(settings) });

/** Each algorithm by its name, in the order in which a list shows them. */
export const difficultyAlgorithms: Readonly<Record<DifficultyName, DifficultyInfo>> = /* @__PURE__ */ (() =>
  Object.freeze({
    'bitcoin-2016': info("Bitcoin: once a period, by the time of the period; with options the test networks' rules", {
      minDifficultyBlocks: Object.freeze({
        type: 'boolean',
        help: 'a block more than two spacings after its parent may have the easiest target (20-minute rule)',
        default: false,
      }),
      retargets: Object.freeze({
        type: 'boolean',
        help: 'the target moves at the end of a period',
        default: true,
      }),
      base: Object.freeze({
        type: 'choice',
        help: 'whose target is scaled: of the last block of the period, or of the first (BIP-0094)',
        default: 'last',
        choices: Object.freeze(['last', 'first']),
      }),
    }),
    none: info('No retarget: the bits of genesis for ever'),
    asert: info('ASERT (Bitcoin Cash, aserti3-2d): an exponential of how far the chain is behind its schedule', {
      halfLife: integer('so many seconds behind schedule, the target doubles; else 288 spacings'),
      anchorHeight: integer('the height of the block that begins the schedule; without an anchor genesis does'),
      anchorBits: Object.freeze({ type: 'bits', help: 'the bits of the anchor' }),
      anchorParentTime: integer('the time of the parent of the anchor, seconds since 1970'),
    }),
    'asert-moving': info('ASERT from block to block, forgetting pauses: for a private chain on one machine', {
      halfLifeSpacings: integer('so many spacings too slow, the target doubles', 6),
      maxSolveSpacings: integer('a solve time counts as at most so many spacings', 12),
    }),
    'lwma-1': info('LWMA-1 (zawy12): every block, by the mean of the last solve times, the latest weighing most', {
      window: integer('how many blocks are looked at; 45 at 600 s, 60 at 150 s, 90 at 60 s', 60),
    }),
    lwma: info('LWMA of Bitcoin Gold: as LWMA-1, with solve times as they come and a least denominator', {
      window: integer('how many blocks are looked at', 45),
      weight: integer(
        'the weighted mean of solve times that keeps the target; else 0.499 spacings per block of the window + 1',
      ),
      minDenominator: integer('the target falls at most to this part of the mean in one block', 10),
    }),
    'cw-144': info('Bitcoin Cash 2017 to 2020: every block, the work of the last 144 blocks over their time'),
    dgw3: info('Dark Gravity Wave 3 (Dash): every block, the mean of 24 targets times their time'),
    'digishield-v3': info('DigiShield v3 (Zcash): every block, by the time of a window, damped and limited', {
      window: integer('how many blocks are looked at', 17),
      maxAdjustUp: integer('the time counts as at most so many per cent less than intended', 16),
      maxAdjustDown: integer('the time counts as at most so many per cent more than intended', 32),
    }),
    homestead: info('Homestead (Ethereum 2016 to 2017): 1/2048 for each step that the block came early or late', {
      durationLimit: integer('the length of a step, seconds; else the spacing times ln 2'),
      minDifficulty: integer('the difficulty never falls below so many hashes', 131072),
    }),
  }))();

type Settings = Readonly<Record<string, unknown>>;

/** The flat settings of an anchor: all three or none. */
function parseAnchor({ anchorHeight, anchorBits, anchorParentTime }: Settings): AsertAnchor | undefined {
  const parts = { anchorHeight, anchorBits, anchorParentTime };
  const given = Object.values(parts).filter((value) => value !== undefined).length;
  if (given === 0) return undefined;
  for (const [name, value] of Object.entries(parts)) {
    if (value === undefined) throw new TypeError(`${name}: expected a value, as the other settings of the anchor have`);
  }
  assertInteger('anchorHeight', anchorHeight, 0, 0x7fffffff);
  assertInteger('anchorParentTime', anchorParentTime, 0, 0xffffffff);
  const bits = parseBits('anchorBits', anchorBits);
  assertInteger('anchorBits', bits, 1, 0xffffffff);
  return { height: anchorHeight, bits, parentTime: anchorParentTime };
}

// The algorithms check the values themselves, so that a caller from JavaScript has the same checks.
const creators: Readonly<Record<DifficultyName, (settings: Settings) => DifficultyAlgorithm>> = {
  'bitcoin-2016': (settings) => bitcoinDifficulty(settings),
  none: fixedDifficulty,
  asert: (settings) => {
    const anchor = parseAnchor(settings);
    return asertDifficulty({ halfLife: settings['halfLife'], ...(anchor && { anchor }) } as AsertOptions);
  },
  'asert-moving': (settings) => movingAsert(settings as unknown as MovingAsertOptions),
  'lwma-1': lwma1Difficulty,
  lwma: (settings) => lwmaDifficulty(settings as unknown as LwmaOptions),
  'cw-144': cw144Difficulty,
  dgw3: darkGravityWave,
  'digishield-v3': digishieldV3,
  homestead: homesteadDifficulty,
};

/**
 * The algorithm of a definition that came as data: `createDifficulty({ algorithm: 'asert', halfLife: 3600 })`.
 * @throws TypeError, RangeError naming the setting, what was expected and what came: an unknown algorithm, a setting that
 * the algorithm does not have, a value that it does not allow
 */
export function createDifficulty(definition: DifficultyDefinition): DifficultyAlgorithm {
  assertObject('definition', definition);
  const { algorithm, ...given } = definition;
  if (typeof algorithm !== 'string' || !Object.hasOwn(difficultyAlgorithms, algorithm)) {
    const names = Object.keys(difficultyAlgorithms).join(', ');
    throw new TypeError(`algorithm: expected one of ${names}, got ${describe(algorithm)}`);
  }
  const { settings } = difficultyAlgorithms[algorithm];
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(settings, name)) continue;
    const known = Object.keys(settings).join(', ') || 'none';
    throw new TypeError(`${name}: expected a setting of ${algorithm} (${known}), got ${describe(given[name])}`);
  }
  const values = Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [
      name,
      given[name] === undefined ? setting.default : given[name],
    ]),
  );
  return creators[algorithm](values);
}
