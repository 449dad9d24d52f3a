/** Figures as people read them. */

const RATE_UNITS = ['H/s', 'kH/s', 'MH/s', 'GH/s', 'TH/s'] as const;

/** A hash rate with three digits and its unit: `19.8 MH/s`. */
export function formatHashRate(hashesPerSecond: number): string {
  let value = hashesPerSecond;
  let unit = 0;
  while (value >= 1000 && unit < RATE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${RATE_UNITS[unit]}`;
}

/** A duration: `0.42 s`, `12 s`, `3 min 20 s`, `5 h 2 min`, `4 d 3 h`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

/** A whole number with separators: `50,000`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** How many there are of something: `1 block`, `50,000 blocks`. */
export function formatQuantity(count: number, unit: string, units: string = `${unit}s`): string {
  return `${formatCount(count)} ${count === 1 ? unit : units}`;
}

/** Bits as eight hexadecimal digits: `1d00ffff`. */
export function formatBits(bits: number): string {
  return bits.toString(16).padStart(8, '0');
}

/** A part of a whole in whole hundredths, rounded down: `43 %`. */
export function formatPercent(part: number): string {
  return `${Math.floor(part * 100)} %`;
}

/** A figure in as many digits as it is worth: `0.0002441`, `1.5`, `16,307`, `1.200e+17`. */
export function formatSignificant(value: number): string {
  if (value === 0 || (value >= 1e-4 && value < 1e4)) return String(Number(value.toPrecision(5)));
  return value >= 1e4 && value < 1e15 ? formatCount(value) : value.toExponential(3);
}
