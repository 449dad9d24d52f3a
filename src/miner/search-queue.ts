/** The searches of one miner: one runs, the others wait their turn; a pause holds for the one that runs. */
import { isMidstateError } from '../errors.ts';
import type { MidstateError } from '../errors.ts';
import type { PauseReason } from './pause-reasons.ts';
import type { SearchResult, SearchRun } from './search-run.ts';

/** Searches in the order in which they were asked for. */
export class SearchQueue {
  /** The first one runs. */
  readonly #runs: SearchRun<unknown>[] = [];
  #busyMs = 0;
  #pausedBy: readonly PauseReason[] = [];
  #refusal: MidstateError | undefined;

  /** The one that runs. */
  get current(): SearchRun<unknown> | undefined {
    return this.#runs[0];
  }

  /**
   * The refusal of a candidate by the reference: since then no search begins.
   * @throws it
   */
  throwRefusal(): void {
    if (this.#refusal !== undefined) throw this.#refusal;
  }

  /** How the search ended, in its turn. Rejects with what settles it. */
  async run<Solution>(run: SearchRun<Solution>): Promise<SearchResult<Solution>> {
    try {
      this.#runs.push(run);
      if (this.#runs.length === 1) this.#start(run);
      return await run.result;
    } catch (error) {
      if (isMidstateError(error, 'ERR_CANDIDATE_REFUSED')) {
        this.#refusal = error;
        for (const waiting of this.#runs.slice(1)) waiting.fail(error);
      }
      throw error;
    } finally {
      this.#leave(run);
    }
  }

  /** From now on the search that runs is paused, and so is each whose turn comes, until no reason is left. */
  pausedBy(reasons: readonly PauseReason[]): void {
    this.#pausedBy = reasons;
    if (reasons.length > 0) this.current?.pause(reasons);
    else this.current?.resume();
  }

  /** Settles all with an error; none of those that wait begins. */
  failAll(reason: unknown): void {
    for (const run of [...this.#runs].reverse()) run.fail(reason);
  }

  #start(run: SearchRun<unknown>): void {
    if (this.#pausedBy.length > 0) run.pause(this.#pausedBy);
    run.start(this.#busyMs);
  }

  #leave(run: SearchRun<unknown>): void {
    const place = this.#runs.indexOf(run);
    this.#runs.splice(place, 1);
    if (place !== 0) return;
    this.#busyMs += run.elapsedMs;
    if (this.current !== undefined) this.#start(this.current);
  }
}
