/** The benchmark's pictures are what the committed results say, and can be read without colour. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { charts, renderChart } from '../../bench/chart.ts';
import type { Report, Run } from '../../bench/report.ts';

function run(work: string, contender: string, rate: number, more: Partial<Run> = {}): Run {
  const figures = { rate, ratePerCpuSecond: rate, spread: 0.01 };
  return { work, contender, version: '1', threads: 1, unit: 'hashes/s', backend: 'js', ...figures, ...more };
}

const machine = {
  cpu: 'A <CPU> & more',
  cores: 2,
  mhz: 4000,
  os: 'Linux 6',
  arch: 'x64',
  memoryBytes: 1,
  node: '24.1.0',
  v8: '13.6',
};
const report: Report = {
  machine,
  versions: {},
  command: '',
  runs: [
    run('header-search', 'midstate', 10e6, { backend: 'simd' }),
    run('header-search', 'slow', 1e6, { variant: 'way' }),
    run('header-search', 'slowest', 10e3),
    run('pbkdf2', 'midstate', 1000, { unit: 'attempts/s' }),
    run('pbkdf2', 'native', 1500, { unit: 'attempts/s' }),
  ],
};
const picture = renderChart(report);

/** The rectangles that are bars, in order. */
function bars(): { width: number; fill: string }[] {
  return [...picture.matchAll(/<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="12" fill="([^"]+)"/g)].map(
    (bar) => ({
      width: Number(bar[1]),
      fill: bar[2]!,
    }),
  );
}

describe('a chart', () => {
  it('says at each bar whose it is, the rate, and how that compares', () => {
    const texts = [...picture.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, content]) => content);
    expect(texts).toEqual(
      expect.arrayContaining([
        'header-search',
        'midstate simd',
        '10.0 MH/s',
        'slow way',
        '1.00 MH/s, 10.0x slower',
        'slowest',
        '0.0100 MH/s, 1000x slower',
        'pbkdf2',
        'midstate js',
        '1,000 attempts/s',
        'native',
        '1,500 attempts/s, 1.50x faster',
      ]),
    );
  });

  it('draws the logarithm of the rate: ten times as fast is the same step anywhere', () => {
    const [best, tenth, thousandth, other, faster] = bars().map(({ width }) => width);
    expect(best! - tenth!).toBeCloseTo((tenth! - thousandth!) / 2, 0);
    expect(other).toBe(best);
    expect(faster).toBeGreaterThan(other!);
    expect(thousandth).toBeGreaterThan(0);
  });

  it('uses ink, paper and hatching, no hue, on a ground of its own', () => {
    expect(bars().map(({ fill }) => fill)).toEqual(['#111111', 'url(#hatch)', 'url(#hatch)', '#111111', 'url(#hatch)']);
    expect(new Set(picture.match(/#[0-9a-f]{6}/g))).toEqual(new Set(['#111111', '#ffffff']));
    expect(picture).toMatch(/<rect width="(\d+)" height="(\d+)" fill="#ffffff"\/>/);
  });

  it('is well formed: what is text is escaped, what is opened is closed', () => {
    expect(picture).toContain('A &lt;CPU&gt; &amp; more');
    const tags = [...picture.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)];
    const open: string[] = [];
    for (const [, closes, name, closed] of tags) {
      if (closes === '/') expect(open.pop()).toBe(name);
      else if (closed === '') open.push(name!);
    }
    expect(open).toEqual([]);
  });
});

it.each(charts())('$path is the one that the results make', ({ path, text }) => {
  const file = new URL(`../../${path}`, import.meta.url);
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe(text);
});
