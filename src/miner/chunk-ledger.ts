/**
 * Which chunks of a search space are still to be searched, so that none is skipped and none is searched twice.
 *
 * A chunk is *out* while a worker has it. It is finished by that worker, or given back when the worker is lost; what
 * was given back is handed out again before anything new.
 */
import type { Chunk, SearchSpace } from './search-space.ts';

/** The book of chunks of one search. */
export class ChunkLedger {
  readonly #space: SearchSpace;
  readonly #out = new Map<number, Chunk>();
  #returned: Chunk[] = [];
  #spaceEnded = false;
  #limit = Number.POSITIVE_INFINITY;

  constructor(space: SearchSpace) {
    this.#space = space;
  }

  /** The lowest chunk that nobody has: one that was given back, or a new one of at most `size` nonces. */
  take(size: number): Chunk | undefined {
    const chunk = this.#returned.shift() ?? this.#fresh(size);
    if (chunk !== undefined) this.#out.set(chunk.order, chunk);
    return chunk;
  }

  /** True for a chunk that was taken here and neither finished nor given back. */
  isOut(chunk: Chunk): boolean {
    return this.#out.get(chunk.order) === chunk;
  }

  /** All of the chunk was searched, or nobody needs it any more. */
  finish(chunk: Chunk): void {
    this.#out.delete(chunk.order);
  }

  /** The chunk's worker was lost; nonces below `next` were searched, the others were not. */
  giveBack(chunk: Chunk, next: number): void {
    this.#out.delete(chunk.order);
    if (next >= chunk.end || chunk.order >= this.#limit) return;
    this.#returned.push({ ...chunk, start: next });
    this.#returned.sort((a, b) => a.order - b.order);
  }

  /** From now on only chunks before this one matter: it holds a solution, and the lowest is wanted. */
  stopAt(order: number): void {
    this.#limit = Math.min(this.#limit, order);
    this.#returned = this.#returned.filter((chunk) => chunk.order < this.#limit);
  }

  /** True when nothing that matters is left, neither out nor to be handed out. Known only after a `take` came back empty. */
  get isDone(): boolean {
    if (this.#returned.length > 0) return false;
    if (this.#limit === Number.POSITIVE_INFINITY) return this.#spaceEnded && this.#out.size === 0;
    for (const order of this.#out.keys()) if (order < this.#limit) return false;
    return true;
  }

  #fresh(size: number): Chunk | undefined {
    // Chunks are numbered as they are drawn: whatever comes new is beyond the limit.
    if (this.#spaceEnded || this.#limit !== Number.POSITIVE_INFINITY) return undefined;
    const chunk = this.#space.next(size);
    this.#spaceEnded = chunk === undefined;
    return chunk;
  }
}
