/**
 * How long blocks take, against what chance says. Each hash succeeds with the same small probability, whatever was tried
 * before, so the work up to a success is exponential: in units of the expected work, more than x has the probability e^-x.
 */

/** One bar: blocks that took from `from` up to `to` times the expected time. */
export interface TimeBin {
  readonly from: number;
  /** Infinity in the last bin. */
  readonly to: number;
  readonly blocks: number;
  /** As many as the law expects. */
  readonly expected: number;
}

/** The width of a bin in units of the expected time. */
export const BIN_WIDTH = 0.25;
/** From here on all are counted together: the law leaves 0.7 % above it. */
export const LAST_BIN = 5;

/** Counts times, in units of the expected time, into bins. */
export function binBlockTimes(times: readonly number[]): TimeBin[] {
  const last = LAST_BIN / BIN_WIDTH;
  const counts = Array.from({ length: last + 1 }, () => 0);
  for (const time of times) counts[Math.min(last, Math.floor(time / BIN_WIDTH))]! += 1;
  return counts.map((blocks, index) => {
    const from = index * BIN_WIDTH;
    const to = index === last ? Infinity : from + BIN_WIDTH;
    return { from, to, blocks, expected: times.length * (Math.exp(-from) - Math.exp(-to)) };
  });
}

/** What a set of block times says of the law. */
export interface LawFit {
  readonly count: number;
  /** The law's is 1. */
  readonly mean: number;
  /** The law's is ln 2, 0.69. */
  readonly median: number;
  /** The largest distance between the share of blocks up to a time and the law's 1 - e^-x (Kolmogorov and Smirnov). */
  readonly distance: number;
  /** Nineteen of twenty sets of this size that follow the law stay below (Stephens 1970, case 0). */
  readonly usualDistance: number;
}

/** Compares times, in units of the expected time, with the law; undefined where there are none. */
export function fitBlockTimes(times: readonly number[]): LawFit | undefined {
  const count = times.length;
  if (count === 0) return undefined;
  const sorted = times.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((count - 1) / 2)]! + sorted[Math.ceil((count - 1) / 2)]!;
  let distance = 0;
  for (const [index, time] of sorted.entries()) {
    const law = 1 - Math.exp(-time);
    distance = Math.max(distance, (index + 1) / count - law, law - index / count);
  }
  const root = Math.sqrt(count);
  return {
    count,
    mean: sorted.reduce((sum, time) => sum + time, 0) / count,
    median: middle / 2,
    distance,
    usualDistance: Math.min(1, 1.358 / (root + 0.12 + 0.11 / root)),
  };
}

/** The fit in a sentence or two, for those who do not see the figure, and for those who do. */
export function describeFit(times: readonly number[]): string {
  const fit = fitBlockTimes(times);
  if (fit === undefined) return 'No blocks to compare yet.';
  const under = times.filter((time) => time < 0.5).length;
  const counted =
    `${fit.count} ${fit.count === 1 ? 'block' : 'blocks'}: ${under} took less than half of the expected time, ` +
    `where the law expects ${(fit.count * (1 - Math.exp(-0.5))).toFixed(1)}; the mean is ${fit.mean.toFixed(2)} (law 1), ` +
    `the median ${fit.median.toFixed(2)} (law 0.69).`;
  if (fit.count < 5) return `${counted} A few blocks say little.`;
  const verdict =
    fit.distance <= fit.usualDistance ? 'as chance alone would have it' : 'more than chance alone explains';
  return (
    `${counted} Their largest distance from the law is ${fit.distance.toFixed(2)}, ${verdict}: ` +
    `19 of 20 sets of this size stay below ${fit.usualDistance.toFixed(2)}.`
  );
}
