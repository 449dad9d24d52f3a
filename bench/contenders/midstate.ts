/** This package, one contender per backend, from its sources. */
import { createEngine, type Backend } from '../../src/engine/index.ts';
import { headerMidstate, headerTail } from '../../src/primitives/index.ts';
import { root } from '../root.ts';
import type { Contender } from './contender.ts';
import { versionIn } from './rival-package.ts';

export async function loadMidstate(backend: Backend): Promise<Contender> {
  const engine = await createEngine({ backend });
  if (engine.backend !== backend) throw new Error(`asked for the ${backend} engine, got ${engine.backend}`);
  return {
    name: 'midstate',
    version: versionIn(new URL('package.json', root)),
    backend: engine.backend,
    searchHeader({ header, target, start, end }) {
      const job = { midstate: headerMidstate(header), tail: headerTail(header), target, start, end };
      const found = engine.searchHeader(job);
      return found.status === 'candidate' ? found.nonce : undefined;
    },
    sha256dHeaders: (headers) => engine.sha256dHeaders(headers),
  };
}
