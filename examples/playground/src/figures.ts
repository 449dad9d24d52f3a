/** Figures as people read them, the same in every panel and for every locale. */

/** A whole number with separators: `50,000`. */
export function formatCount(count: number | bigint): string {
  return (typeof count === 'bigint' ? count : Math.round(count)).toLocaleString('en-US');
}

/** How many there are of something: `1 block`, `50,000 blocks`. */
export function formatQuantity(count: number, unit: string, units: string = `${unit}s`): string {
  return `${formatCount(count)} ${count === 1 ? unit : units}`;
}

/** Bits as eight hexadecimal digits: `1d00ffff`. */
export function formatBits(bits: number): string {
  return bits.toString(16).padStart(8, '0');
}

/** A figure in as many digits as it is worth: `0.0002441`, `1.5`, `16,307`, `1.200e+17`. */
export function formatSignificant(value: number): string {
  if (value === 0 || (value >= 1e-4 && value < 1e4)) return String(Number(value.toPrecision(5)));
  return value >= 1e4 && value < 1e15 ? formatCount(value) : value.toExponential(3);
}

/** Seconds since 1970 as a date in UTC: `2009-01-03 18:15:05 UTC`. */
export function formatTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Heights, ascending, in runs: `0, 5 to 9`. */
export function formatHeights(heights: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const height of heights) {
    const last = runs.at(-1);
    if (last !== undefined && height === last[1] + 1) last[1] = height;
    else runs.push([height, height]);
  }
  return runs
    .map(([from, to]) => (from === to ? formatCount(from) : `${formatCount(from)} to ${formatCount(to)}`))
    .join(', ');
}
