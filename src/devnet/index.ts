/**
 * The embedded private chain.
 *
 * @module midstate/devnet
 */
export { storeNetwork } from '../chain/index.ts';
export { isBodyOf } from './block-body.ts';
export { encodeCoinbase, type CoinbaseOptions } from './coinbase.ts';
export { createBlockTemplate, type BlockTemplate, type BlockTemplateOptions } from './block-template.ts';
export {
  openDevnet,
  type Devnet,
  type DevnetChain,
  type DevnetOptions,
  type MineBlockOptions,
  type MinedBlock,
} from './devnet.ts';
