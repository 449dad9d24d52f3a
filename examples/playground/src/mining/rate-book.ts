/** What each kernel with each number of threads achieved here: hashes and the seconds that they took. */

/** A kernel and its threads. */
export interface RateKey {
  readonly backend: string;
  readonly threads: number;
}

/** A row of the comparison. */
export interface MeasuredRate extends RateKey {
  readonly hashes: number;
  readonly seconds: number;
  readonly hashesPerSecond: number;
}

/** Adds up by kernel and threads. */
export class RateBook {
  readonly #rows = new Map<string, { readonly key: RateKey; hashes: number; seconds: number }>();

  add({ backend, threads }: RateKey, hashes: number, seconds: number): void {
    const name = `${backend} ${threads}`;
    const row = this.#rows.get(name) ?? { key: { backend, threads }, hashes: 0, seconds: 0 };
    row.hashes += hashes;
    row.seconds += seconds;
    this.#rows.set(name, row);
  }

  /** Hashes a second so far; NaN before the first were counted. */
  rate({ backend, threads }: RateKey): number {
    const row = this.#rows.get(`${backend} ${threads}`);
    return row === undefined ? NaN : row.hashes / row.seconds;
  }

  /** The fastest first. What took no time has no rate, and is left out. */
  rates(): MeasuredRate[] {
    return [...this.#rows.values()]
      .filter(({ seconds }) => seconds > 0)
      .map(({ key, hashes, seconds }) => ({ ...key, hashes, seconds, hashesPerSecond: hashes / seconds }))
      .toSorted((a, b) => b.hashesPerSecond - a.hashesPerSecond);
  }
}
