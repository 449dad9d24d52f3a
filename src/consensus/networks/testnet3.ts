/** Bitcoin's third test network (Bitcoin Core, kernel/chainparams.cpp, CTestNetParams). */
import { bitcoinDifficulty } from '../difficulty/bitcoin-2016.ts';
import { bitcoinHeaderRules } from '../header-rules.ts';
import { freezeNetwork, type NetworkParams } from '../network-params.ts';
import { genesisHeader, SATOSHI_MERKLE_ROOT } from './genesis-header.ts';

/** The third test network: mainnet's rules with the 20-minute rule. */
export const testnet3: NetworkParams = /* @__PURE__ */ freezeNetwork({
  name: 'testnet3',
  genesis: /* @__PURE__ */ genesisHeader({
    version: 1,
    merkleRoot: SATOSHI_MERKLE_ROOT,
    time: 1296688602,
    bits: 0x1d00ffff,
    nonce: 414098458,
  }),
  genesisHash: '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943',
  powLimit: (1n << 224n) - 1n,
  targetSpacing: 600,
  targetTimespan: 1209600,
  difficulty: /* @__PURE__ */ bitcoinDifficulty({ minDifficultyBlocks: true }),
  headerRules: bitcoinHeaderRules,
  deployments: {
    bip34Height: 21111,
    bip65Height: 581885,
    bip66Height: 330776,
    csvHeight: 770112,
    segwitHeight: 834624,
  },
  magic: '0b110907',
  defaultPort: 18333,
  halvingInterval: 210000,
});
