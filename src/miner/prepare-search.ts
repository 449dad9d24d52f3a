/** Work in the hands of an engine: what is the same for all its nonces is computed once, before the first slice. */
import type { Engine, SearchEnd, VersionSearchEnd } from '../engine/index.ts';
import { headerMidstate, headerTail } from '../primitives/index.ts';
import { candidateHeader } from './search-work.ts';
import type { SearchWork } from './search-work.ts';

/** The search of a slice of nonces, step by step. */
export interface SliceSearch {
  /** Does about so many compressions. Returns how the slice ended, or undefined when there is more to do. */
  advance(compressions: number): SearchEnd | VersionSearchEnd | undefined;
}

/** The search of some work: of nonces `[start, end)`. */
export function prepareSearch(engine: Engine, work: SearchWork): (start: number, end: number) => SliceSearch {
  if (work.kind === 'message') return engine.prepareMessage(work.puzzle).inSteps;
  const { header, versions, target } = work;
  const midstates = versions.map((_, version) => headerMidstate(candidateHeader(work, { nonce: 0, version })));
  const tail = headerTail(header);
  // a nonce of a header is cheap: a slice is one step
  return (start, end) => ({ advance: () => engine.searchVersions({ midstates, tail, target, start, end }) });
}
