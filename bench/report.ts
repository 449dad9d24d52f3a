/** The results of one run of the benchmark: their shape as JSON, and as a table. */
import { nameOf } from './contenders/contender.ts';
import type { Machine } from './machine.ts';
import type { Unit } from './works/work.ts';

/** One contender at one work. */
export interface Run {
  readonly work: string;
  readonly contender: string;
  /** Which of the contender's ways, or which setting of the work, where there are several. */
  readonly variant?: string | undefined;
  readonly version: string;
  readonly threads: number;
  readonly rate: number;
  readonly unit: Unit;
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

/** The rate in one host of JavaScript. */
export interface RateInHost {
  /** `Chromium 156.0.8078.79`. */
  readonly where: string;
  /** The backend, and why. */
  readonly reason: string;
  /** The median of the turns. */
  readonly rate: number;
  readonly spread: number;
}

/** What `--json` of the browser's benchmark writes. */
export interface BrowserReport {
  readonly machine: Machine;
  readonly work: 'header-search' | 'chain' | 'miner';
  readonly unit: Unit;
  readonly rounds: number;
  readonly chromium: RateInHost;
  readonly node: RateInHost;
  /** Chromium's rate over Node's. */
  readonly ratio: number;
}

/** A chain of one length in a process of its own. */
export interface GrowthRow {
  /** Headers above genesis. */
  readonly count: number;
  readonly backend: string;
  /** Headers per second. */
  readonly rate: number;
  /** Memory of the process before the chain is made, with the engine loaded. */
  readonly baselineBytes: number;
  /** Memory of the process that holds the whole chain, after a garbage collection. */
  readonly rssBytes: number;
  readonly highestRssBytes: number;
}

/** What `--json` of the chain's growth writes. */
export interface GrowthReport {
  readonly machine: Machine;
  readonly rows: readonly GrowthRow[];
}

/** This package's fastest row at a work. */
export function bestOwn(work: string, runs: readonly Run[]): Run | undefined {
  const own = runs.filter((run) => run.work === work && run.contender === 'midstate');
  return own.reduce<Run | undefined>(
    (best, run) => (best !== undefined && best.rate >= run.rate ? best : run),
    undefined,
  );
}

/** How many times as fast as `run` this package's best row was at the same work; below 1 where `run` was faster. */
export function timesBehind(run: Run, runs: readonly Run[]): number {
  return (bestOwn(run.work, runs)?.rate ?? Number.NaN) / run.rate;
}

/** `9.8x slower` than this package's best row, or `1.3x faster`; empty for that row itself. */
export function compared(run: Run, runs: readonly Run[]): string {
  const behind = timesBehind(run, runs);
  if (behind === 1) return '';
  return behind > 1 ? `${times(behind)} slower` : `${times(1 / behind)} faster`;
}

/** 1.12x, 9.8x, 120x: two places where they tell rows apart. */
function times(ratio: number): string {
  if (ratio < 2) return `${ratio.toFixed(2)}x`;
  return ratio < 100 ? `${ratio.toFixed(1)}x` : `${ratio.toFixed(0)}x`;
}

/** `12.3 MH/s`, `0.123 MH/s`; `1,230 attempts/s`: three digits. */
export function formatRate(rate: number, unit: Unit): string {
  if (unit === 'hashes/s') return `${(rate / 1e6).toPrecision(3)} MH/s`;
  return `${Number(rate.toPrecision(3)).toLocaleString('en-US')} ${unit}`;
}

/** The rows of one work as aligned text. */
export function formatTable(runs: readonly Run[]): string {
  const rows = runs.map((run) => [
    nameOf({ name: run.contender, variant: run.variant }),
    run.version,
    run.backend,
    formatRate(run.rate, run.unit),
    formatRate(run.ratePerCpuSecond, run.unit),
    `${(run.spread * 100).toFixed(1)} %`,
    compared(run, runs),
  ]);
  const table = [['contender', 'version', 'backend', 'rate', 'per CPU-second', 'spread', 'than midstate'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((cell, i) => (i < 3 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
