/** The results of one run of the benchmark: their shape as JSON, and as a table. */
import type { Machine } from './machine.ts';

/** One contender at one work. */
export interface Run {
  readonly work: string;
  readonly contender: string;
  readonly version: string;
  readonly threads: number;
  readonly rate: number;
  readonly unit: 'hashes/s';
  readonly ratePerCpuSecond: number;
  /** The middle half of the rounds, as a part of `rate`. */
  readonly spread: number;
  readonly backend: string;
}

/** What `--json` writes. */
export interface Report {
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly command: string;
  readonly runs: readonly Run[];
}

/** How many times as fast as `run` this package's best backend was at the same work. */
export function timesBehind(run: Run, runs: readonly Run[]): number {
  const own = runs.filter(({ work, contender }) => work === run.work && contender === 'midstate');
  return Math.max(...own.map(({ rate }) => rate)) / run.rate;
}

/** 12.3, 1.23, 0.123: millions of hashes per second, three digits. */
export function formatMillions(rate: number): string {
  return (rate / 1e6).toPrecision(3);
}

/** The rows of one work as aligned text. */
export function formatTable(runs: readonly Run[]): string {
  const rows = runs.map((run) => [
    run.contender,
    run.version,
    run.backend,
    formatMillions(run.rate),
    formatMillions(run.ratePerCpuSecond),
    `${(run.spread * 100).toFixed(1)} %`,
    `${timesBehind(run, runs).toFixed(1)}x`,
  ]);
  const table = [['contender', 'version', 'backend', 'MH/s', 'MH/CPU-s', 'spread', 'midstate is'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row.map((cell, i) => (i < 3 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    )
    .join('\n');
}
