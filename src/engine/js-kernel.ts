/** The kernel in JavaScript: one lane, synchronous, for hosts where WebAssembly is missing or forbidden. */
import { hashHeaders, hashMessages, hashPairs } from './js-batch.ts';
import { createHeaderSearch } from './js-header-search.ts';
import { createMessageSearch } from './js-message-search.ts';
import { hashBlocks, iterateHmac, iterateSha256 } from './js-states.ts';
import type { Kernel } from './kernel.ts';

const nothing = (): number => -1;

/** A JavaScript kernel. */
export function createJsKernel(): Kernel {
  let searchHeader: (start: number, end: number) => number = nothing;
  let searchMessage: (start: number, end: number) => number = nothing;
  return {
    backend: 'js',
    streams: 1,
    groupSize: 1,
    setHeaderJob(words, targetTop) {
      searchHeader = createHeaderSearch(words, targetTop);
    },
    searchHeader: (start, end) => searchHeader(start, end),
    setMessagePlan(plan) {
      searchMessage = createMessageSearch(plan);
    },
    searchMessage: (start, end) => searchMessage(start, end),
    hashBlocks,
    iterateSha256,
    iterateHmac,
    hashHeaders,
    hashPairs,
    hashMessages,
  };
}
