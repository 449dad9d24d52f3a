/** Bitcoin's signet with its default challenge (BIP-0325; Bitcoin Core, kernel/chainparams.cpp, SigNetParams). */
import { bitcoinDifficulty } from '../difficulty/bitcoin-2016.ts';
import { bitcoinHeaderRules } from '../header-rules.ts';
import { freezeNetwork, type NetworkParams } from '../network-params.ts';
import { genesisHeader, SATOSHI_MERKLE_ROOT } from './genesis-header.ts';

/** The default signet. Headers are judged by their work; the signature of a block is in its body. */
export const signet: NetworkParams = /* @__PURE__ */ freezeNetwork({
  name: 'signet',
  genesis: /* @__PURE__ */ genesisHeader({
    version: 1,
    merkleRoot: SATOSHI_MERKLE_ROOT,
    time: 1598918400,
    bits: 0x1e0377ae,
    nonce: 52613770,
  }),
  genesisHash: '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6',
  powLimit: 0x377aen << 216n,
  targetSpacing: 600,
  targetTimespan: 1209600,
  difficulty: /* @__PURE__ */ bitcoinDifficulty(),
  headerRules: bitcoinHeaderRules,
  deployments: { bip34Height: 1, bip65Height: 1, bip66Height: 1, csvHeight: 1, segwitHeight: 1 },
  magic: '0a03cf40',
  defaultPort: 38333,
  halvingInterval: 210000,
});
