/** All contenders, this package's backends first. */
import { loadAsSha256 } from './as-sha256.ts';
import type { Contender } from './contender.ts';
import { loadHashWasm } from './hash-wasm.ts';
import { loadMidstate } from './midstate.ts';
import { loadNobleHashes } from './noble-hashes.ts';
import { loadCreateHash, loadCryptoHash } from './node-crypto.ts';
import { loadPlainJavascript } from './plain-javascript.ts';
import { loadShaJs } from './sha-js.ts';

export async function loadLineUp(): Promise<Contender[]> {
  return [
    await loadMidstate('simd'),
    await loadMidstate('scalar'),
    await loadMidstate('js'),
    await loadAsSha256(),
    await loadHashWasm(),
    loadCryptoHash(),
    loadCreateHash(),
    await loadNobleHashes(),
    await loadShaJs(),
    loadPlainJavascript(),
  ];
}
