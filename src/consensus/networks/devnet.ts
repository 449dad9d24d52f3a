/**
 * The private network that runs on one machine: Bitcoin's headers and rules, blocks every few seconds, and a
 * difficulty that follows a laptop within a minute. Defined here alone.
 */
import { assertInteger, concatBytes, hexToBytes } from '../../primitives/index.ts';
import { movingAsert } from '../difficulty/moving-asert.ts';
import { bitcoinHeaderRules } from '../header-rules.ts';
import { freezeNetwork, type NetworkParams } from '../network-params.ts';
import { genesisHeader } from './genesis-header.ts';

/** The settings of a devnet. */
export interface DevnetSettings {
  /** Seconds from block to block, 1 to 86400. @default 5 */
  readonly targetSpacing?: number;
}

/**
 * The only transaction of the genesis block: version 2, one coinbase input (height 0, then "midstate devnet
 * genesis"), one output of nothing that nobody can spend (OP_RETURN).
 */
const GENESIS_COINBASE =
  '0200000001' +
  '0000000000000000000000000000000000000000000000000000000000000000ffffffff' +
  '1900176d69647374617465206465766e65742067656e65736973ffffffff' +
  '010000000000000000016a00000000';

/** What follows the header in the serialized genesis block: one transaction, the coinbase. */
export function devnetGenesisBody(): Uint8Array {
  return concatBytes(Uint8Array.of(1), hexToBytes(GENESIS_COINBASE));
}

/**
 * The devnet with another spacing. The genesis is the same for all.
 * @throws TypeError, RangeError for a spacing that is no whole number of seconds from 1 to 86400
 */
export function devnetParams({ targetSpacing = 5 }: DevnetSettings = {}): NetworkParams {
  assertInteger('targetSpacing', targetSpacing, 1, 86400);
  return freezeNetwork({
    name: 'devnet',
    genesis: genesisHeader({
      version: 0x20000000,
      merkleRoot: 'a9f7711f631f37d8058829a13137a70f32f1d0d6e195b7445bc16780e0fad86d',
      time: 1704067200, // 2024-01-01T00:00:00Z: long past for every clock that is nearly right
      bits: 0x1e0fffff, // one in 2^20 hashes
      nonce: 1116268,
    }),
    genesisHash: '00000107ec0105e3f7bc0549acebe6bba0df42d6850dec7b8f128018b2a9791a',
    // One in 2^16 hashes: what the slowest machine can keep up with.
    powLimit: (1n << 240n) - 1n,
    targetSpacing,
    targetTimespan: 2016 * targetSpacing,
    difficulty: movingAsert({ halfLifeSpacings: 6, maxSolveSpacings: 12 }),
    headerRules: bitcoinHeaderRules,
    deployments: { bip34Height: 1, bip65Height: 1, bip66Height: 1, csvHeight: 1, segwitHeight: 1 },
    magic: 'd3e7a5b1',
    defaultPort: 28444,
    halvingInterval: 210000,
  });
}

/** The devnet with a block every five seconds. */
export const devnet: NetworkParams = /* @__PURE__ */ devnetParams();
