/** Bitcoin's main network (Bitcoin Core, kernel/chainparams.cpp, CMainParams). */
import { bitcoinDifficulty } from '../difficulty/bitcoin-2016.ts';
import { bitcoinHeaderRules } from '../header-rules.ts';
import { freezeNetwork, type NetworkParams } from '../network-params.ts';
import { genesisHeader, SATOSHI_MERKLE_ROOT } from './genesis-header.ts';

/** The main network. */
export const mainnet: NetworkParams = /* @__PURE__ */ freezeNetwork({
  name: 'mainnet',
  genesis: /* @__PURE__ */ genesisHeader({
    version: 1,
    merkleRoot: SATOSHI_MERKLE_ROOT,
    time: 1231006505,
    bits: 0x1d00ffff,
    nonce: 2083236893,
  }),
  genesisHash: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
  powLimit: (1n << 224n) - 1n,
  targetSpacing: 600,
  targetTimespan: 1209600,
  difficulty: /* @__PURE__ */ bitcoinDifficulty(),
  headerRules: bitcoinHeaderRules,
  deployments: {
    bip34Height: 227931,
    bip65Height: 388381,
    bip66Height: 363725,
    csvHeight: 419328,
    segwitHeight: 481824,
  },
  magic: 'f9beb4d9',
  defaultPort: 8333,
  halvingInterval: 210000,
});
