/** The benchmark's tables are what the committed results say. */
import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import {
  madeFiles,
  renderBrowser,
  renderGrowth,
  renderSummary,
  renderTables,
  withSummary,
} from '../../bench/readme-table.ts';
import { formatRate, type Report, type Run } from '../../bench/report.ts';

function run(contender: string, backend: string, rate: number, more: Partial<Run> = {}): Run {
  const version = contender === 'plain' ? '-' : '1.2.3';
  const figures = { rate, ratePerCpuSecond: rate, spread: 0.01 };
  return { work: 'header-search', contender, version, threads: 1, unit: 'hashes/s', backend, ...figures, ...more };
}

function report(node: string, runs: Run[]): Report {
  const machine = { cpu: 'A CPU', cores: 2, mhz: 4000, os: 'Linux 6', arch: 'x64', memoryBytes: 1, node, v8: '13.6' };
  return { machine, versions: {}, command: 'npm run bench -- --json x.json', runs };
}

const NOTES = [
  '- Node 20.1.0 (V8 13.6): A CPU, 2 cores, 4000 MHz, Linux 6 x64; `npm run bench -- --json x.json`',
  '- Node 24.1.0 (V8 13.6): A CPU, 2 cores, 4000 MHz, Linux 6 x64; `npm run bench -- --json x.json`',
];

describe('a rate', () => {
  it('has three digits and its unit', () => {
    expect(formatRate(12_345_678, 'hashes/s')).toBe('12.3 MH/s');
    expect(formatRate(23_456, 'hashes/s')).toBe('0.0235 MH/s');
    expect(formatRate(12_345, 'attempts/s')).toBe('12,300 attempts/s');
    expect(formatRate(19.27, 'attempts/s')).toBe('19.3 attempts/s');
  });
});

describe('the tables of all rows', () => {
  it('have a row per contender, a column per Node, and name machine and command', () => {
    const tables = renderTables([
      report('20.1.0', [
        run('midstate', 'simd', 10_000_000),
        run('slow', 'js', 400_000, { variant: 'way' }),
        run('plain', 'js', 9_000_000),
      ]),
      report('24.1.0', [
        run('midstate', 'simd', 12_000_000),
        run('slow', 'js', 50_000, { variant: 'way' }),
        run('node:crypto', 'native', 18_000_000),
      ]),
    ]);
    expect(tables.split('\n')).toEqual([
      '| `header-search` | Node 20 | Node 24 |',
      '| --- | ---: | ---: |',
      '| **midstate** simd | 10.0 MH/s | 12.0 MH/s |',
      '| slow 1.2.3 way | 0.400 MH/s (25.0x slower) | 0.0500 MH/s (240x slower) |',
      '| plain | 9.00 MH/s (1.11x slower) |  |',
      '| node:crypto |  | 18.0 MH/s (1.50x faster) |',
      '',
      ...NOTES,
    ]);
  });

  it('keep the settings of one contender apart', () => {
    const rolling = { work: 'version-rolling', unit: 'hashes/s' } as const;
    const tables = renderTables([
      report('24.1.0', [
        run('midstate', 'simd', 10e6, { ...rolling, variant: 'M = 1' }),
        run('midstate', 'simd', 12e6, { ...rolling, variant: 'M = 8' }),
      ]),
    ]);
    expect(tables).toContain('| **midstate** simd M = 1 | 10.0 MH/s (1.20x slower) |');
    expect(tables).toContain('| **midstate** simd M = 8 | 12.0 MH/s |');
  });
});

describe('the summary', () => {
  it("has a table per Node, a row per work: midstate's best, the fastest rival, others by name", () => {
    const summary = renderSummary([
      report('20.1.0', [run('midstate', 'js', 2e6), run('midstate', 'simd', 10e6), run('hash-wasm', 'wasm', 1e6)]),
      report('24.1.0', [
        run('midstate', 'simd', 12e6),
        run('hash-wasm', 'wasm', 1e6),
        run('@noble/hashes', 'js', 0.5e6),
        run('nobody asked for', 'js', 2e6),
        run('midstate', 'simd', 9e6, { work: 'miner', variant: '1 worker' }),
        run('midstate', 'simd', 18e6, { work: 'miner', variant: '2 workers', threads: 2 }),
      ]),
    ]);
    const tables = summary.split('\n\n');
    expect(tables[0]?.split('\n').at(-1)).toBe('| `header-search` | **10.0 MH/s** simd | hash-wasm: 10.0x slower |  |');
    expect(tables[1]?.split('\n').slice(2)).toEqual([
      '| `header-search` | **12.0 MH/s** simd | nobody asked for: 6.0x slower | hash-wasm 12.0x slower; @noble/hashes 24.0x slower |',
      '| `miner` | **18.0 MH/s** simd 2 workers | none | simd 1 worker 2.0x slower |',
    ]);
    expect(tables[3]?.split('\n')).toEqual(NOTES);
  });

  it('replaces what stands between the markers, and nothing else', () => {
    const readme = 'before\n<!-- bench:start -->\nold\n<!-- bench:end -->\nafter\n';
    const wanted = 'before\n<!-- bench:start -->\n\nnew\n\n<!-- bench:end -->\nafter\n';
    expect(withSummary(readme, 'new')).toBe(wanted);
    expect(withSummary(wanted, 'new')).toBe(wanted);
  });

  it('says which marker it misses', () => {
    expect(() => withSummary('<!-- bench:start -->', 'new')).toThrow('<!-- bench:end -->');
    expect(() => withSummary('<!-- bench:end --> <!-- bench:start -->', 'new')).toThrow(/^README.md: expected/);
  });
});

it('the rate in a browser stands beside that of Node in the same run', () => {
  const { machine } = report('24.1.0', []);
  const figures = { reason: 'simd', spread: 0.01 };
  const chromium = { where: 'Chromium 156', rate: 9.1e6, ...figures };
  const node = { where: 'Node 24.1.0', rate: 10e6, ...figures };
  const line = renderBrowser({
    machine,
    work: 'header-search',
    unit: 'hashes/s',
    rounds: 15,
    chromium,
    node,
    ratio: 0.91,
  });
  expect(line).toBe(
    'In a browser, `header-search`: Chromium 156 9.10 MH/s, Node 24.1.0 10.0 MH/s in the same run, a ratio of 0.91 ' +
      '(medians of 15 turns, A CPU, Linux 6; `node bench/browser.ts`).',
  );
});

it('the growth of a chain has a row for each length', () => {
  const { machine } = report('24.1.0', []);
  const bytes = { baselineBytes: 50e6, rssBytes: 190e6, highestRssBytes: 200.4e6 };
  const text = renderGrowth({ machine, rows: [{ count: 1_000_000, backend: 'simd', rate: 1_234_567, ...bytes }] });
  expect(text.split('\n')).toEqual([
    '| `chain` of | headers/s | process | at its highest | before | bytes a header |',
    '| ---: | ---: | ---: | ---: | ---: | ---: |',
    '| 1,000,000 | 1,230,000 | 190 MB | 200 MB | 50 MB | 140 |',
    '',
    'Memory of the whole process (RSS), each length in one of its own: Node 24.1.0, A CPU, Linux 6; `node bench/chain-growth.ts`.',
  ]);
});

it.each(madeFiles())('$path is the one that the results make', ({ path, text }) => {
  expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(text);
});
