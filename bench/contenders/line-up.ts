/** Everybody who takes part, loaded; each work picks those that can do it. */
import { loadAltcha, type AltchaSolver } from './altcha.ts';
import { loadAsSha256, type PairBatchHasher } from './as-sha256.ts';
import { loadBitcoinjs, type Bitcoinjs } from './bitcoinjs-lib.ts';
import { loadCap, type CapSolver } from './cap.ts';
import type { AsyncHasher, Hasher, KeyDeriver } from './contender.ts';
import { loadHashWasm } from './hash-wasm.ts';
import { loadJsSha256 } from './js-sha256.ts';
import { loadEngine, startMiner, type EngineContender, type MinerContender } from './midstate.ts';
import { loadNobleHashes } from './noble-hashes.ts';
import { loadCreateHash, loadCryptoHash, loadPbkdf2Sync } from './node-crypto.ts';
import { loadNostrTools, type EventMiner } from './nostr-tools.ts';
import { loadPlainJavascript } from './plain-javascript.ts';
import { loadShaJs } from './sha-js.ts';
import { loadWebCrypto } from './web-crypto.ts';

/** What is missing takes no part. */
export interface LineUp {
  /** This package's backends, the fastest first. */
  readonly engines?: readonly EngineContender[];
  readonly startMiner?: (threads: number) => Promise<MinerContender>;
  readonly hashers?: readonly Hasher[];
  readonly asyncHashers?: readonly AsyncHasher[];
  readonly pairBatchHashers?: readonly PairBatchHasher[];
  readonly keyDerivers?: readonly KeyDeriver[];
  readonly capSolvers?: readonly CapSolver[];
  readonly altchaChainSolvers?: readonly AltchaSolver[];
  readonly altchaPbkdf2Solvers?: readonly AltchaSolver[];
  readonly eventMiners?: readonly EventMiner[];
  readonly bitcoinjs?: readonly Bitcoinjs[];
}

/** @throws Error when a rival is not installed, or a backend does not run here */
export async function loadLineUp(): Promise<LineUp> {
  const asSha256 = await loadAsSha256();
  const hashWasm = await loadHashWasm();
  const noble = await loadNobleHashes();
  const webCrypto = loadWebCrypto();
  return {
    engines: [await loadEngine('simd'), await loadEngine('scalar'), await loadEngine('js')],
    startMiner: (threads) => startMiner('simd', threads),
    hashers: [
      asSha256.digest,
      asSha256.object,
      hashWasm,
      loadCryptoHash(),
      loadCreateHash(),
      noble,
      await loadJsSha256(),
      await loadShaJs(),
      loadPlainJavascript(),
    ],
    asyncHashers: [webCrypto],
    pairBatchHashers: [asSha256.batch],
    keyDerivers: [loadPbkdf2Sync(), webCrypto, hashWasm, noble],
    capSolvers: [await loadCap()],
    altchaChainSolvers: await loadAltcha('sha'),
    altchaPbkdf2Solvers: await loadAltcha('pbkdf2'),
    eventMiners: [await loadNostrTools()],
    bitcoinjs: [await loadBitcoinjs()],
  };
}
