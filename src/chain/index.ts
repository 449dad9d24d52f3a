/** The tree of headers: fork choice, reorgs, ancestors, locators. */
export type { ChainEntry } from './chain-entry.ts';
export {
  createHeaderChain,
  type AcceptResult,
  type ChainChange,
  type HeaderChain,
  type HeaderChainOptions,
  type RejectedHeader,
  type Reorg,
} from './header-chain.ts';
