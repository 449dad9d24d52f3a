/** Custom networks: parameters are checked once, here, so that no rule has to doubt them. */
import {
  assertBytes,
  assertInteger,
  assertObject,
  assertUint256,
  decodeHeader,
  describe,
  hashToDisplayHex,
  headerHash,
} from '../primitives/index.ts';
import { checkHeader } from './check-header.ts';
import { freezeNetwork, type NetworkParams } from './network-params.ts';

const HEADER_RULE_STAGES: ReadonlySet<unknown> = new Set(['alone', 'in-chain', 'in-context', 'by-work']);

function assertHexDigits(name: string, value: unknown, digits: number): void {
  if (typeof value === 'string' && value.length === digits && /^[0-9a-f]*$/.test(value)) return;
  throw new TypeError(`${name}: expected ${digits} lower-case hexadecimal digits, got ${describe(value)}`);
}

function assertHeaderRules(rules: unknown): void {
  if (!Array.isArray(rules)) throw new TypeError(`headerRules: expected an array of rules, got ${describe(rules)}`);
  const ids = new Set<unknown>();
  rules.forEach((rule, i) => {
    if (typeof rule?.id !== 'string' || typeof rule.check !== 'function' || !HEADER_RULE_STAGES.has(rule.stage)) {
      throw new TypeError(`headerRules[${i}]: expected a rule with an id, a stage and a check, got ${describe(rule)}`);
    }
    if (ids.has(rule.id))
      throw new TypeError(`headerRules[${i}]: expected each id once, got ${describe(rule.id)} again`);
    if (rule.permanence !== 'permanent' && rule.permanence !== 'retry' && rule.permanence !== 'mutated') {
      throw new TypeError(
        `headerRules[${i}].permanence: expected 'permanent', 'retry' or 'mutated', got ${describe(rule.permanence)}`,
      );
    }
    ids.add(rule.id);
  });
  // Every other rule may be left out; no tree of headers can be built without this one.
  if (!ids.has('prev-blk-not-found')) throw new TypeError('headerRules: expected prev-blk-not-found among the rules');
}

function assertGenesis(params: NetworkParams): void {
  assertBytes('genesis', params.genesis, 80);
  assertHexDigits('genesisHash', params.genesisHash, 64);
  const hash = headerHash(params.genesis);
  const hashHex = hashToDisplayHex(hash);
  if (hashHex !== params.genesisHash) {
    throw new RangeError(`genesisHash: expected the hash of genesis, ${hashHex}, got ${params.genesisHash}`);
  }
  const verdict = checkHeader(decodeHeader(params.genesis), params, { hash });
  if (!verdict.ok) {
    throw new RangeError(
      `genesis: expected a header that the network's own rules accept, got one refused as ${verdict.reject.reason}`,
    );
  }
}

function assertCheckpoints({ checkpoints, genesisHash }: NetworkParams): void {
  if (checkpoints === undefined) return;
  assertObject('checkpoints', checkpoints);
  for (const [height, hash] of Object.entries(checkpoints)) {
    if (!/^(?:0|[1-9]\d{0,9})$/.test(height) || Number(height) > 0x7fffffff)
      throw new RangeError(`checkpoints: expected heights from 0 to 2147483647, got ${describe(height)}`);
    assertHexDigits(`checkpoints.${height}`, hash, 64);
    if (height === '0' && hash !== genesisHash)
      throw new RangeError(`checkpoints.0: expected the hash of genesis, ${genesisHash}, got ${hash}`);
  }
}

/**
 * The parameters of a network of one's own, checked and frozen. Start from a known one:
 * `defineNetwork({ ...networks.regtest, name: 'mine', headerRules: [...bitcoinHeaderRules, myRule] })`.
 * @throws TypeError, RangeError naming the parameter, what was expected and what came: a genesis that does not hash to
 * `genesisHash`, or whose work the network's own limit and rules do not accept, among them
 */
export function defineNetwork(definition: NetworkParams): NetworkParams {
  assertObject('definition', definition);
  const { name, powLimit, targetSpacing, targetTimespan, difficulty, deployments } = definition;
  if (typeof name !== 'string' || name === '') throw new TypeError(`name: expected a name, got ${describe(name)}`);
  assertUint256('powLimit', powLimit);
  if (powLimit === 0n) throw new RangeError('powLimit: expected a target above zero, got 0');
  assertInteger('targetSpacing', targetSpacing, 1, 0xffffffff);
  assertInteger('targetTimespan', targetTimespan, 1, 0xffffffff);
  if (targetTimespan % targetSpacing !== 0) {
    throw new RangeError(
      `targetTimespan: expected a multiple of targetSpacing (${targetSpacing}), got ${targetTimespan}`,
    );
  }
  if (typeof difficulty?.nextBits !== 'function') {
    throw new TypeError(`difficulty: expected an algorithm with nextBits, got ${describe(difficulty)}`);
  }
  assertHeaderRules(definition.headerRules);
  for (const key of ['bip34Height', 'bip65Height', 'bip66Height', 'csvHeight', 'segwitHeight'] as const) {
    assertInteger(`deployments.${key}`, deployments?.[key], 0, 0x7fffffff);
  }
  assertHexDigits('magic', definition.magic, 8);
  assertInteger('defaultPort', definition.defaultPort, 1, 0xffff);
  assertInteger('halvingInterval', definition.halvingInterval, 1, 0x7fffffff);
  assertGenesis(definition);
  assertCheckpoints(definition);
  return freezeNetwork(definition);
}
