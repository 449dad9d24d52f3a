/** Everything that a job allows to be tried, in one fixed order, cut into chunks. */
import type { SearchWork } from './search-work.ts';

/** Work that all nonces of a job are tried in. */
export interface Variant<Work extends SearchWork = SearchWork> {
  readonly work: Work;
  /** Of a header whose merkle root was rolled. */
  readonly extraNonce?: number;
}

/** Some nonces of one variant, `[start, end)`. */
export interface Chunk<Work extends SearchWork = SearchWork> extends Variant<Work> {
  /** Counts chunks in the order of the search space: a chunk before another has the lower number. */
  readonly order: number;
  readonly start: number;
  readonly end: number;
}

/** Hands out chunks in ascending order, each nonce of each variant exactly once. */
export interface SearchSpace {
  /**
   * The next chunk of at most `size` nonces, or undefined when all is handed out.
   * @throws whatever drawing the next variant throws
   */
  next(size: number): Chunk | undefined;
}

/**
 * A search space, from its first chunk.
 * @param variants in order; drawn when the one before is handed out, and not at all for an empty range
 * @param nonceEnd exclusive
 */
export function createSearchSpace(variants: Iterator<Variant>, nonceStart: number, nonceEnd: number): SearchSpace {
  let variant: Variant | undefined;
  let nonce = nonceEnd;
  let order = 0;
  return {
    next(size) {
      if (nonceStart === nonceEnd) return undefined;
      if (nonce === nonceEnd) {
        const following = variants.next();
        if (following.done === true) return undefined;
        variant = following.value;
        nonce = nonceStart;
      }
      const start = nonce;
      nonce = Math.min(start + size, nonceEnd);
      return { ...variant!, order: order++, start, end: nonce };
    },
  };
}
