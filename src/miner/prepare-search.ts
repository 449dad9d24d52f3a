/** Work in the hands of an engine: what is the same for all its nonces is computed once, before the first slice. */
import type { Engine, SearchEnd, VersionSearchEnd } from '../engine/index.ts';
import { headerMidstate, headerTail } from '../primitives/index.ts';
import { candidateHeader } from './search-work.ts';
import type { SearchWork } from './search-work.ts';

/** Searches nonces `[start, end)`. */
export type SliceSearch = (start: number, end: number) => SearchEnd | VersionSearchEnd;

/** The search of some work. */
export function prepareSearch(engine: Engine, work: SearchWork): SliceSearch {
  if (work.kind === 'message') return engine.prepareMessage(work.puzzle);
  const { header, versions, target } = work;
  const midstates = versions.map((_, version) => headerMidstate(candidateHeader(work, { nonce: 0, version })));
  const tail = headerTail(header);
  return (start, end) => engine.searchVersions({ midstates, tail, target, start, end });
}
