/** The two figures that a row of a benchmark is made of: the middle, and how far the rounds lie apart. */

/**
 * The middle value; between the two middle ones for an even count.
 * @throws RangeError without values
 */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * The width of the middle half of the values, as a part of their median: 0.04 means that half of the rounds lie within
 * 4 % of one another.
 * @throws RangeError without values, or when their median is 0
 */
export function spread(values: readonly number[]): number {
  const middle = median(values);
  if (middle === 0) throw new RangeError('values: expected a median other than 0');
  return (quantile(values, 0.75) - quantile(values, 0.25)) / middle;
}

/** The value below which the given part of the values lies, interpolated between neighbours. */
function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * part;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new RangeError('values: expected at least one');
  return below + (above - below) * (position - Math.floor(position));
}
