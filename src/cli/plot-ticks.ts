/** Round values along the axes of a plot. */

/**
 * Round values from below the least to above the greatest of some, for a logarithmic axis: 1, 2 and 5 times powers of
 * ten where there are few, powers of ten where there are many, every so many of them where there are very many.
 * @param values above zero
 */
export function logarithmicTicks(values: readonly number[]): number[] {
  let [least, most] = [Infinity, 0];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const from = Math.floor(Math.log10(least));
  const decades = Math.log10(most / least);
  const mantissas = decades < 0.35 ? [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8] : decades < 3 ? [1, 2, 5] : [1];
  const step = Math.max(1, Math.ceil(decades / 8));
  const ticks: number[] = [];
  for (let power = from; ; power += step) {
    for (const mantissa of mantissas) {
      const value = Number(`${mantissa}e${power}`);
      // the highest round value that lies below all begins the axis, the lowest above all ends it
      if (value <= least) ticks.length = 0;
      ticks.push(value);
      if (value >= most && ticks.length > 1) return ticks;
    }
  }
}

/** Round whole numbers within two others, about eight of them. */
export function linearTicks(from: number, to: number): number[] {
  const rough = Math.max(1, (to - from) / 8);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].find((mantissa) => mantissa * power >= rough)! * power);
  const ticks: number[] = [];
  for (let value = Math.ceil(from / step) * step; value <= to; value += step) ticks.push(value);
  return ticks;
}
