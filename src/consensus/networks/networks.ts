/** The networks that are known by name. */
import type { NetworkParams } from '../network-params.ts';
import { devnet } from './devnet.ts';
import { mainnet } from './mainnet.ts';
import { regtest } from './regtest.ts';
import { signet } from './signet.ts';
import { testnet3 } from './testnet3.ts';
import { testnet4 } from './testnet4.ts';

/** The name of a known network. */
export type NetworkName = 'mainnet' | 'testnet3' | 'testnet4' | 'signet' | 'regtest' | 'devnet';

/** Each known network by its name. */
export const networks: Readonly<Record<NetworkName, NetworkParams>> = /* @__PURE__ */ Object.freeze({
  mainnet,
  testnet3,
  testnet4,
  signet,
  regtest,
  devnet,
});
