/** Bitcoin's fourth test network (BIP-0094; Bitcoin Core, kernel/chainparams.cpp, CTestNet4Params). */
import { bitcoinDifficulty } from '../difficulty/bitcoin-2016.ts';
import { bip94HeaderRules } from '../header-rules.ts';
import { freezeNetwork, type NetworkParams } from '../network-params.ts';
import { genesisHeader } from './genesis-header.ts';

/** The fourth test network: the 20-minute rule without block storms, and no time warp. */
export const testnet4: NetworkParams = /* @__PURE__ */ freezeNetwork({
  name: 'testnet4',
  genesis: /* @__PURE__ */ genesisHeader({
    version: 1,
    merkleRoot: '7aa0a7ae1e223414cb807e40cd57e667b718e42aaf9306db9102fe28912b7b4e',
    time: 1714777860,
    bits: 0x1d00ffff,
    nonce: 393743547,
  }),
  genesisHash: '00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043',
  powLimit: (1n << 224n) - 1n,
  targetSpacing: 600,
  targetTimespan: 1209600,
  difficulty: /* @__PURE__ */ bitcoinDifficulty({ minDifficultyBlocks: true, base: 'first' }),
  headerRules: bip94HeaderRules,
  deployments: { bip34Height: 1, bip65Height: 1, bip66Height: 1, csvHeight: 1, segwitHeight: 1 },
  magic: '1c163f28',
  defaultPort: 48333,
  halvingInterval: 210000,
});
