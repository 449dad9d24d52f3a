/** The embedded private chain. */
export { blockSubsidy, encodeCoinbase, encodeHeightPush, type CoinbaseOptions } from './coinbase.ts';
export { createBlockTemplate, type BlockTemplate, type BlockTemplateOptions } from './block-template.ts';
export { openDevnet, type Devnet, type DevnetOptions, type MineBlockOptions, type MinedBlock } from './devnet.ts';
