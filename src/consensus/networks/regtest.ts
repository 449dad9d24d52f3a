/** Bitcoin's regression test network (Bitcoin Core, kernel/chainparams.cpp, CRegTestParams). */
import { bitcoinDifficulty } from '../difficulty/bitcoin-2016.ts';
import { bitcoinHeaderRules } from '../header-rules.ts';
import { freezeNetwork, type NetworkParams } from '../network-params.ts';
import { genesisHeader, SATOSHI_MERKLE_ROOT } from './genesis-header.ts';

/** The regression test network: every second hash is a block, and the target never moves. */
export const regtest: NetworkParams = /* @__PURE__ */ freezeNetwork({
  name: 'regtest',
  genesis: /* @__PURE__ */ genesisHeader({
    version: 1,
    merkleRoot: SATOSHI_MERKLE_ROOT,
    time: 1296688602,
    bits: 0x207fffff,
    nonce: 2,
  }),
  genesisHash: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
  powLimit: (1n << 255n) - 1n,
  targetSpacing: 600,
  // A day, so that a period is 144 blocks (two weeks before Bitcoin Core 28).
  targetTimespan: 86400,
  difficulty: /* @__PURE__ */ bitcoinDifficulty({ minDifficultyBlocks: true, retargets: false }),
  headerRules: bitcoinHeaderRules,
  deployments: { bip34Height: 1, bip65Height: 1, bip66Height: 1, csvHeight: 1, segwitHeight: 0 },
  magic: 'fabfb5da',
  defaultPort: 18444,
  halvingInterval: 150,
});
