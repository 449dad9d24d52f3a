/** The tree of headers: fork choice, reorgs, ancestors, locators. */
export type { ChainEntry } from './chain-entry.ts';
export type { AcceptResult, ChainChange, RefusedHeader, RejectedHeader, Reorg } from './accept-result.ts';
export {
  createHeaderChain,
  type AcceptOptions,
  type HeaderChain,
  type HeaderChainOptions,
  type HeaderStatus,
} from './header-chain.ts';
