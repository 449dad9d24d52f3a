/**
 * The rule book: networks, difficulty, header rules, block rules, verdicts. Pure and synchronous; the clock is an argument.
 *
 * @module midstate/consensus
 */
export * from './bip54-header-rules.ts';
export * from './block-rules.ts';
export * from './block-subsidy.ts';
export * from './chain-params.ts';
export * from './check-header.ts';
export * from './check-merkle-branch.ts';
export * from './check-merkle-root.ts';
export * from './compact-bits.ts';
export * from './define-network.ts';
export * from './difficulty/anchored-asert.ts';
export * from './difficulty/asert.ts';
export * from './difficulty/bitcoin-2016.ts';
export * from './difficulty/create-difficulty.ts';
export * from './difficulty/cw-144.ts';
export * from './difficulty/dark-gravity-wave.ts';
export * from './difficulty/difficulty-algorithm.ts';
export * from './difficulty/difficulty-params.ts';
export * from './difficulty/digishield-v3.ts';
export * from './difficulty/fixed.ts';
export * from './difficulty/homestead.ts';
export * from './difficulty/lwma-1.ts';
export * from './difficulty/lwma.ts';
export * from './difficulty/moving-asert.ts';
export * from './header-context.ts';
export * from './header-rule.ts';
export * from './header-rules.ts';
export * from './height-push.ts';
export * from './median-time-past.ts';
export type { NetworkParams } from './network-params.ts';
export { devnetGenesisBody, devnetParams, type DevnetSettings } from './networks/devnet.ts';
export * from './networks/networks.ts';
export * from './parse-network.ts';
export * from './proof-of-work.ts';
export * from './reject-facts.ts';
export type { BlockVerdict, HeaderVerdict, Permanence, Reject } from './verdict.ts';
export * from './work.ts';
