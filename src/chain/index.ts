/**
 * The tree of headers: fork choice, reorgs, ancestors, locators.
 *
 * @module midstate/chain
 */
export type { ChainEntry } from './chain-entry.ts';
export type { AcceptResult, ChainChange, RefusedHeader, RejectedHeader, Reorg } from './accept-result.ts';
export {
  createHeaderChain,
  type AcceptOptions,
  type HeaderChain,
  type HeaderChainOptions,
  type HeaderStatus,
} from './header-chain.ts';
export { createHeadersSync, type HeadersSync, type HeadersSyncProgress } from './headers-sync.ts';
export type {
  HeadersSyncAction,
  HeadersSyncEnd,
  HeadersSyncMessage,
  MisbehaviorReason,
} from './headers-sync-messages.ts';
export { HEADERS_MESSAGE_LIMIT, type HeadersSyncOptions, type SyncedChain } from './headers-sync-options.ts';
export { headersSyncParams, type HeadersSyncParams } from './headers-sync-params.ts';
export type { Anchor, RestoreProgress } from './restore-chain.ts';
export { storeNetwork } from './store-network.ts';
export { storedHeights, type StoredHeights } from './stored-heights.ts';
export {
  openStoredChain,
  type ReadonlyChain,
  type StoredAcceptOptions,
  type StoredChain,
  type StoredChainOptions,
} from './stored-chain.ts';
export { decodeWorkProof, encodeWorkProof } from './work-proof-codec.ts';
export {
  checkWorkProof,
  makeWorkProof,
  type ProvenTransaction,
  type ProvenWork,
  type RefusedWorkProof,
  type TransactionInProof,
  type WorkProof,
  type WorkProofCheck,
  type WorkProofRange,
  type WorkProofVerdict,
} from './work-proof.ts';
