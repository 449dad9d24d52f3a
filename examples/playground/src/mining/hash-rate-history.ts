/** The hash rate of the last two minutes, a point each second, and where the settings were changed. */

/** How far back the history goes. */
export const HISTORY_SECONDS = 120;

/** One second of mining. */
export interface RatePoint {
  readonly atMs: number;
  /** Undefined where nothing was searched. */
  readonly hashesPerSecond: number | undefined;
}

/** From here on another kernel or number of threads searches. */
export interface RateMark {
  readonly atMs: number;
  readonly label: string;
}

/** Grows by `sample`, forgets by age. Times are milliseconds of any clock that does not step back. */
export class HashRateHistory {
  #points: RatePoint[] = [];
  #marks: RateMark[] = [];
  #last: { readonly atMs: number; readonly attempts: number } | undefined;

  get points(): readonly RatePoint[] {
    return this.#points;
  }

  get marks(): readonly RateMark[] {
    return this.#marks;
  }

  /** The last point's rate; undefined while nothing is searched. */
  get latest(): number | undefined {
    return this.#points.at(-1)?.hashesPerSecond;
  }

  /**
   * Takes the next point: the rate since the sample before.
   * @param attempts all hashes so far; undefined while nothing is searched
   */
  sample(atMs: number, attempts: number | undefined): void {
    const last = this.#last;
    this.#last = attempts === undefined ? undefined : { atMs, attempts };
    if (attempts === undefined) this.#leaveGap(atMs);
    else if (last !== undefined && atMs > last.atMs && attempts >= last.attempts)
      this.#points.push({ atMs, hashesPerSecond: ((attempts - last.attempts) * 1000) / (atMs - last.atMs) });
    this.#forget(atMs);
  }

  /** Notes a change of settings. */
  mark(atMs: number, label: string): void {
    this.#marks.push({ atMs, label });
    this.#forget(atMs);
  }

  /** One point without a rate is a gap; more say nothing. */
  #leaveGap(atMs: number): void {
    if (this.latest !== undefined) this.#points.push({ atMs, hashesPerSecond: undefined });
  }

  #forget(nowMs: number): void {
    const oldest = nowMs - HISTORY_SECONDS * 1000;
    this.#points = this.#points.filter(({ atMs }) => atMs >= oldest);
    this.#marks = this.#marks.filter(({ atMs }) => atMs >= oldest);
  }
}
