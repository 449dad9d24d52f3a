/** Rates, durations and hashes as the page writes them. */
import { formatCount } from './figures.ts';

const RATE_UNITS = ['H/s', 'kH/s', 'MH/s', 'GH/s', 'TH/s'] as const;

/** Hashes per second with three digits: `17.7 MH/s`. */
export function formatRate(hashesPerSecond: number): string {
  let value = hashesPerSecond;
  let unit = 0;
  // 999.5 would be written as 1000
  while (value >= 999.5 && unit < RATE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${threeDigits(value)} ${RATE_UNITS[unit]}`;
}

/** A duration with two or three digits, in the unit that suits it: `140 ms`, `4.2 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'for ever';
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${formatCount(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** A number with three digits, without an exponent: `0.0124`, `1.24`, `124`. */
export function threeDigits(value: number): string {
  if (value === 0) return '0';
  if (value >= 99.95) return formatCount(value);
  if (value >= 9.995) return value.toFixed(1);
  if (value >= 0.9995) return value.toFixed(2);
  const digits = Math.min(20, 2 - Math.floor(Math.log10(value)));
  return value.toFixed(digits);
}

/** 32 bytes of a number in 64 digits. */
export function formatUint256(value: bigint): string {
  return value.toString(16).padStart(64, '0');
}

/** The ends of a hash, for where the whole is shown elsewhere. */
export function shortHash(hashHex: string): string {
  return `${hashHex.slice(0, 12)}…${hashHex.slice(-6)}`;
}
