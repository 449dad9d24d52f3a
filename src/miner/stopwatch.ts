/** A clock that counts only while it runs. */

/** Milliseconds between each start and the stop that follows, all together. */
export class Stopwatch {
  #countedMs = 0;
  #sinceMs: number | undefined;

  /** Milliseconds that it has run, up to now. */
  get elapsedMs(): number {
    return this.#countedMs + (this.#sinceMs === undefined ? 0 : performance.now() - this.#sinceMs);
  }

  start(): void {
    this.#sinceMs ??= performance.now();
  }

  stop(): void {
    this.#countedMs = this.elapsedMs;
    this.#sinceMs = undefined;
  }
}
