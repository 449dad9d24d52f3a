/**
 * Networks as data: what a JSON file says of a network, made into parameters that are checked as `defineNetwork` checks
 * them. Each fault names the path of its field: `network.difficulty.window: expected ...`. docs/networks.md has the format.
 */
import {
  assertInteger,
  describe,
  displayHexToHash,
  encodeHeader,
  hashToDisplayHex,
  headerHash,
  hexToBytes,
} from '../primitives/index.ts';
import { bip54HeaderRules } from './bip54-header-rules.ts';
import type { Deployments } from './chain-params.ts';
import { bitsToTarget } from './compact-bits.ts';
import { defineNetwork } from './define-network.ts';
import { createDifficulty, type DifficultyDefinition } from './difficulty/create-difficulty.ts';
import type { HeaderRule } from './header-rule.ts';
import { bip94HeaderRules, bitcoinHeaderRules, noForkBeforeCheckpoint } from './header-rules.ts';
import type { NetworkParams } from './network-params.ts';
import { networks } from './networks/networks.ts';
import { parseBits } from './parse-bits.ts';

const FIELDS = [
  'name',
  'extends',
  'genesis',
  'genesisHash',
  'powLimit',
  'targetSpacing',
  'targetTimespan',
  'difficulty',
  'rules',
  'deployments',
  'checkpoints',
  'magic',
  'defaultPort',
  'halvingInterval',
] as const;

const GENESIS_FIELDS = ['version', 'merkleRoot', 'time', 'bits', 'nonce'] as const;

const DEPLOYMENT_FIELDS = ['bip34Height', 'bip65Height', 'bip66Height', 'csvHeight', 'segwitHeight'] as const;

const RULE_BOOKS: ReadonlyMap<unknown, readonly HeaderRule[]> = new Map([
  ['bitcoin', bitcoinHeaderRules],
  ['bip94', bip94HeaderRules],
  ['bip54', bip54HeaderRules],
]);

/** The fields of an object; those that are not there are undefined. */
type Fields<Name extends string> = Readonly<Partial<Record<Name, unknown>>>;

/**
 * The network that a plain object, as `JSON.parse` makes it, describes: checked and frozen. With `extends` it is a known
 * network but for the fields that are given; without it only `genesisHash` and `checkpoints` may be left out. A hash that
 * is given must be that of the genesis, else it is computed.
 * @throws TypeError, RangeError naming the path of the field, what was expected and what came: a field that is missing,
 * wrong, or not known, a genesis that its own network does not accept
 */
export function parseNetwork(definition: unknown): NetworkParams {
  const fields = readFields('network', definition, FIELDS);
  const { name } = fields;
  if (typeof name !== 'string' || name === '' || Object.hasOwn(networks, name)) {
    const known = Object.keys(networks).join(', ');
    throw new TypeError(`network.name: expected a name that is not taken (${known}), got ${describe(name)}`);
  }
  const base = parseBase(fields.extends);
  const { extends: _extends, rules, ...values } = fields;
  const genesis = values.genesis === undefined && base ? base.genesis : parseGenesis(values.genesis);
  const params = {
    ...base,
    ...values,
    genesis,
    genesisHash: values.genesisHash === undefined ? hashToDisplayHex(headerHash(genesis)) : values.genesisHash,
    powLimit: values.powLimit === undefined && base ? base.powLimit : parsePowLimit(values.powLimit),
    difficulty: values.difficulty === undefined && base ? base.difficulty : parseDifficulty(values.difficulty),
    deployments: parseDeployments(values.deployments, base?.deployments),
    headerRules: withCheckpoints(rules === undefined && base ? base.headerRules : parseRules(rules), fields),
  };
  return inPath('network', () => defineNetwork(params as NetworkParams));
}

/** The fields that are there, each of them one that is known. */
function readFields<Name extends string>(path: string, value: unknown, names: readonly Name[]): Fields<Name> {
  if (!isPlainObject(value)) throw new TypeError(`${path}: expected an object of fields, got ${describe(value)}`);
  for (const name of Object.keys(value)) {
    if (!names.includes(name as Name))
      throw new TypeError(`${path}.${name}: expected one of the fields ${names.join(', ')}; it is none of them`);
  }
  return value as Fields<Name>;
}

/** An object as `JSON.parse` makes it, of whatever realm: no array, date or map, whose fields are not its own. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function parseBase(value: unknown): NetworkParams | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && Object.hasOwn(networks, value)) return networks[value as keyof typeof networks];
  const known = Object.keys(networks).join(', ');
  throw new TypeError(`network.extends: expected one of ${known}, got ${describe(value)}`);
}

function parseGenesis(value: unknown): Uint8Array {
  const path = 'network.genesis';
  if (typeof value === 'string' && /^[0-9a-f]{160}$/i.test(value)) return hexToBytes(value);
  if (typeof value !== 'object' || value === null) {
    const fields = GENESIS_FIELDS.join(', ');
    throw new TypeError(`${path}: expected 160 hexadecimal digits, or an object of ${fields}, got ${describe(value)}`);
  }
  const { version, merkleRoot, time, bits, nonce } = readFields(path, value, GENESIS_FIELDS);
  assertInteger(`${path}.version`, version, -0x80000000, 0x7fffffff);
  if (typeof merkleRoot !== 'string' || !/^[0-9a-f]{64}$/i.test(merkleRoot))
    throw new TypeError(`${path}.merkleRoot: expected 64 hexadecimal digits, got ${describe(merkleRoot)}`);
  assertInteger(`${path}.time`, time, 0, 0xffffffff);
  assertInteger(`${path}.nonce`, nonce, 0, 0xffffffff);
  return encodeHeader({
    version,
    prevBlockHash: new Uint8Array(32),
    merkleRoot: displayHexToHash(merkleRoot),
    time,
    bits: parseBits(`${path}.bits`, bits),
    nonce,
  });
}

function parsePowLimit(value: unknown): bigint {
  const path = 'network.powLimit';
  const expected = '64 hexadecimal digits, or compact bits, a number or eight digits';
  if (typeof value === 'string' && /^[0-9a-f]{64}$/i.test(value)) return BigInt(`0x${value}`);
  const { target, negative, overflow } = bitsToTarget(parseBits(path, value, expected));
  if (negative || overflow) throw new RangeError(`${path}: expected bits of a target, got ${describe(value)}`);
  return target;
}

function parseDifficulty(value: unknown): NetworkParams['difficulty'] {
  const path = 'network.difficulty';
  if (!isPlainObject(value))
    throw new TypeError(`${path}: expected an object, an algorithm and its settings, got ${describe(value)}`);
  return inPath(path, () => createDifficulty(value as DifficultyDefinition));
}

function parseRules(value: unknown): readonly HeaderRule[] {
  const rules = RULE_BOOKS.get(value);
  if (rules === undefined)
    throw new TypeError(`network.rules: expected ${[...RULE_BOOKS.keys()].join(', ')}, got ${describe(value)}`);
  return rules;
}

/** The heights that are given, and those of the network that is extended. Which are missing is for `defineNetwork` to say. */
function parseDeployments(value: unknown, base: Deployments | undefined): Fields<keyof Deployments> {
  const given = value === undefined && base ? {} : readFields('network.deployments', value, DEPLOYMENT_FIELDS);
  return { ...base, ...given };
}

/** Checkpoints mean something by a rule alone; it stands where Bitcoin Core checked it. */
function withCheckpoints(rules: readonly HeaderRule[], { checkpoints }: Fields<'checkpoints'>): readonly HeaderRule[] {
  if (checkpoints === undefined) return rules;
  if (!isPlainObject(checkpoints))
    throw new TypeError(`network.checkpoints: expected an object, heights and hashes, got ${describe(checkpoints)}`);
  return rules.flatMap((rule): HeaderRule[] => (rule.id === 'bad-diffbits' ? [rule, noForkBeforeCheckpoint] : [rule]));
}

/** Names the fault of a part by its path in the whole. */
function inPath<Result>(path: string, make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`${path}.${error.message}`, { cause: error });
    if (error instanceof TypeError) throw new TypeError(`${path}.${error.message}`, { cause: error });
    throw error;
  }
}
