/** Hashes per second over the last ten seconds. The clock is the caller's: milliseconds that never go back. */

const WINDOW_MS = 10_000;
/** Records that come within this time of one another are kept as one. */
const SAMPLE_MS = 100;

/** A sliding window over a count that grows. */
export class HashRate {
  /** The first is where the window begins: all others are less than ten seconds old. */
  #samples: { readonly atMs: number; readonly attempts: number }[] = [];
  #attempts = 0;

  /** Notes how many attempts were made in all up to now. The first record is where the measurement begins. */
  record(attempts: number, nowMs: number): void {
    const last = this.#samples.at(-1);
    if (last === undefined || nowMs - last.atMs >= SAMPLE_MS) this.#samples.push({ atMs: nowMs, attempts });
    this.#attempts = attempts;
    this.#forget(nowMs);
  }

  /** Hashes per second over the last ten seconds, or since the first record where that is less; 0 before time has passed. */
  perSecond(nowMs: number): number {
    this.#forget(nowMs);
    const first = this.#samples[0];
    if (first === undefined || nowMs <= first.atMs) return 0;
    return ((this.#attempts - first.attempts) * 1000) / (nowMs - first.atMs);
  }

  #forget(nowMs: number): void {
    while (this.#samples.length > 1 && nowMs - this.#samples[1]!.atMs >= WINDOW_MS) this.#samples.shift();
  }
}
