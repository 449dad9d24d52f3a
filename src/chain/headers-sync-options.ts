/** What the sync of headers with one peer is set up with. headers-sync.ts says what it does. */
import {
  assertBytes,
  assertHeaderHasher,
  assertInteger,
  assertObject,
  assertUint256,
  describe,
  referenceHasher,
  type HeaderHasher,
} from '../primitives/index.ts';
import type { HeaderChain } from './header-chain.ts';
import { headersSyncParams, type HeadersSyncParams } from './headers-sync-params.ts';

/** Headers that a message may hold (Bitcoin Core's MAX_HEADERS_RESULTS); one that holds fewer is a peer's last. */
export const HEADERS_MESSAGE_LIMIT = 2000;

/** What the sync reads of the chain: that of a store will do. */
export type SyncedChain = Pick<HeaderChain, 'params' | 'tip' | 'entry' | 'entryAt' | 'locator'>;

/** Settings of the sync with one peer. */
export interface HeadersSyncOptions {
  /** Where the headers go. The syncs with all peers share it. */
  readonly chain: SyncedChain;
  /**
   * The work that a chain must have before anything of it is kept, from genesis or from the chain's anchor on: what the
   * network's best chain had some weeks ago. 0n leaves the protection to the work of our own tip.
   */
  readonly minimumChainWork: bigint;
  /** 32 random bytes that nobody else knows, others for each peer. */
  readonly salt: Uint8Array;
  /** Hashes the headers; an engine is much faster. @default the readable reference */
  readonly hasher?: HeaderHasher;
  /** Memory against security. @default those of Bitcoin Core for the network, mainnet's for others */
  readonly tuning?: HeadersSyncParams;
  /** Headers of a full message in the network's protocol. @default 2000 */
  readonly messageLimit?: number;
}

/** All of them. */
export type HeadersSyncSettings = Required<HeadersSyncOptions>;

/**
 * The settings with their defaults.
 * @throws TypeError, RangeError for a malformed option
 */
export function headersSyncSettings(options: HeadersSyncOptions): HeadersSyncSettings {
  assertObject('options', options);
  const { chain, minimumChainWork, salt, hasher = referenceHasher, messageLimit = HEADERS_MESSAGE_LIMIT } = options;
  assertObject('chain', chain);
  if (typeof chain.locator !== 'function')
    throw new TypeError(`chain: expected a chain of headers, got ${describe(chain)}`);
  assertUint256('minimumChainWork', minimumChainWork);
  assertBytes('salt', salt, 32);
  assertHeaderHasher('hasher', hasher);
  const { tuning = headersSyncParams(chain.params.name) } = options;
  assertObject('tuning', tuning);
  const { commitmentPeriod, redownloadBufferSize } = tuning;
  assertInteger('tuning.commitmentPeriod', commitmentPeriod, 1, 0xffffffff);
  assertInteger('tuning.redownloadBufferSize', redownloadBufferSize, 0, 0xffffff);
  assertInteger('messageLimit', messageLimit, 1, 0xffff);
  return {
    chain,
    minimumChainWork,
    salt: new Uint8Array(salt),
    hasher,
    tuning: { commitmentPeriod, redownloadBufferSize },
    messageLimit,
  };
}
