/**
 * The front door of midstate: what most programs need. Each layer has an entry of its own beside it.
 *
 * @module midstate
 */
export {
  bitsToTarget,
  checkHeader,
  checkHeaderInContext,
  defineNetwork,
  networks,
  targetToBitsLossy,
  workOfBits,
  type HeaderContext,
  type HeaderVerdict,
  type NetworkParams,
  type Reject,
} from './consensus/index.ts';
export {
  createHeaderChain,
  type AcceptResult,
  type ChainChange,
  type ChainEntry,
  type HeaderChain,
  type Reorg,
} from './chain/index.ts';
// Before the engine, which it brings along in the order that compresses best (miner/spawn.web.ts).
export {
  createMiner,
  mine,
  searchMessage,
  type FoundMessage,
  type MessageJob,
  type MessageResult,
  type MineJob,
  type MineOptions,
  type MineProgress,
  type MineResult,
  type Miner,
  type MinerOptions,
  type MinerWarning,
  type PauseCondition,
  type PauseReason,
} from './miner/index.ts';
export {
  createEngine,
  type Backend,
  type DigestTarget,
  type Engine,
  type MessageHash,
  type MessagePuzzle,
  type NonceEncoding,
  type StreamCount,
} from './engine/index.ts';
export { isMidstateError, MidstateError, type ErrorCode, type ErrorDetails } from './errors.ts';
export {
  bytesToHex,
  decodeHeader,
  encodeHeader,
  hashToDisplayHex,
  headerHash,
  hexToBytes,
  sha256,
  sha256d,
  type Header,
} from './primitives/index.ts';
