/** The benchmark table of the README is what the committed results say. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readReports, renderTables, withTables } from '../../bench/readme-table.ts';
import type { Report, Run } from '../../bench/report.ts';

function run(contender: string, backend: string, rate: number): Run {
  const version = contender === 'plain' ? '-' : '1.2.3';
  const figures = { rate, ratePerCpuSecond: rate, spread: 0.01 };
  return { work: 'header-search', contender, version, threads: 1, unit: 'hashes/s', backend, ...figures };
}

function report(node: string, runs: Run[]): Report {
  const machine = { cpu: 'A CPU', cores: 2, mhz: 4000, os: 'Linux 6', arch: 'x64', memoryBytes: 1, node, v8: '13.6' };
  return { machine, versions: {}, command: 'npm run bench -- --json x.json', runs };
}

describe('the table', () => {
  it('has a row per contender, a column per Node, and names machine and command', () => {
    const tables = renderTables([
      report('20.1.0', [
        run('midstate', 'simd', 10_000_000),
        run('slow', 'js', 400_000),
        run('plain', 'js', 5_000_000),
      ]),
      report('24.1.0', [run('midstate', 'simd', 12_000_000), run('slow', 'js', 500_000)]),
    ]);
    expect(tables.split('\n')).toEqual([
      '| `header-search`, one thread | Node 20 | Node 24 |',
      '| --- | ---: | ---: |',
      '| **midstate** simd | 10.0 MH/s | 12.0 MH/s |',
      '| slow 1.2.3 | 0.400 MH/s (25.0x slower) | 0.500 MH/s (24.0x slower) |',
      '| plain | 5.00 MH/s (2.0x slower) |  |',
      '',
      '- Node 20.1.0 (V8 13.6): A CPU, 2 cores, 4000 MHz, Linux 6 x64; `npm run bench -- --json x.json`',
      '- Node 24.1.0 (V8 13.6): A CPU, 2 cores, 4000 MHz, Linux 6 x64; `npm run bench -- --json x.json`',
    ]);
  });

  it('replaces what stands between the markers, and nothing else', () => {
    const readme = 'before\n<!-- bench:start -->\nold\n<!-- bench:end -->\nafter\n';
    const wanted = 'before\n<!-- bench:start -->\n\nnew\n\n<!-- bench:end -->\nafter\n';
    expect(withTables(readme, 'new')).toBe(wanted);
    expect(withTables(wanted, 'new')).toBe(wanted);
  });

  it('says which marker it misses', () => {
    expect(() => withTables('<!-- bench:start -->', 'new')).toThrow('<!-- bench:end -->');
    expect(() => withTables('<!-- bench:end --> <!-- bench:start -->', 'new')).toThrow(/^README.md: expected/);
  });

  it('in the README is the one that the results make', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(withTables(readme, renderTables(readReports()))).toBe(readme);
  });
});
