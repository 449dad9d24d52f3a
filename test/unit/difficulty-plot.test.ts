import { describe, expect, test } from 'vitest';
import { renderDifficultyPlot } from '../../src/cli/difficulty-plot.ts';
import { linearTicks, logarithmicTicks } from '../../src/cli/plot-ticks.ts';
import type { SimulatedBlock } from '../../src/simulation/index.ts';

const blocks = (count: number, change: (i: number) => Partial<SimulatedBlock> = () => ({})): SimulatedBlock[] =>
  Array.from({ length: count }, (_, i) => ({
    height: 100 + i,
    time: 1_700_000_000 + 600 * i,
    bits: 0x1b0404cb,
    difficulty: 16307,
    hashRate: 1.167e11,
    solveTime: 600,
    relativeWork: 1,
    ...change(i),
  }));
const plot = (list: SimulatedBlock[]): string =>
  renderDifficultyPlot({ title: 'a < b & c', blocks: list, targetSpacing: 600 });

/** Names of elements in order of their ends; an error where the text is not well-formed. */
function elementsOf(svg: string): string[] {
  const open: string[] = [];
  const closed: string[] = [];
  let rest = svg.trim();
  while (rest !== '') {
    const tag = /^<(\/?)([a-z]+)((?:\s+[\w:-]+="[^"<&]*")*)\s*(\/?)>/.exec(rest);
    const text = /^(?:[^<&]|&(?:amp|lt|gt);)+/.exec(rest);
    const part = tag ?? text;
    if (part === null) throw new Error(`not well-formed: ${rest.slice(0, 80)}`);
    rest = rest.slice(part[0].length);
    if (tag === null) continue;
    const [, isEnd, name, , isEmpty] = tag;
    if (isEnd === '/') expect(open.pop()).toBe(name);
    else if (isEmpty !== '/') open.push(name!);
    if (isEnd === '/' || isEmpty === '/') closed.push(name!);
  }
  expect(open).toEqual([]);
  return closed;
}

const coordinates = (svg: string): number[] =>
  [...svg.matchAll(/\s(?:[xy][12]?|cx|cy)="([^"]*)"|points="([^"]*)"/g)].flatMap(([, one, many]) =>
    (one ?? many!).split(/[ ,]/).map(Number),
  );

describe('the plot of a simulation', () => {
  test.each([
    ['one block', blocks(1)],
    ['a steady run', blocks(300)],
    ['a run of many decades', blocks(300, (i) => ({ difficulty: 10 ** (i / 20 - 6), relativeWork: 10 ** (i / 50) }))],
    ['blocks that took no time', blocks(300, () => ({ solveTime: 0 }))],
    ['more blocks than columns', blocks(20_000, (i) => ({ solveTime: 600 + i }))],
  ])('of %s is well-formed, and within its borders', (_what, list) => {
    const svg = plot(list);
    expect(elementsOf(svg).at(-1)).toBe('svg');
    for (const value of coordinates(svg)) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(960);
    }
    expect(svg.length).toBeLessThan(300_000);
  });

  test('names what it shows, its axes and their units', () => {
    const svg = plot(blocks(10));
    expect(svg).toContain('<title>a &lt; b &amp; c</title>');
    for (const name of ['difficulty', 'what fits the hash rate', 'hash rate', 'solve time, s', 'height', 'target']) {
      expect(svg, name).toContain(`>${name}</text>`);
    }
    expect(svg).toMatch(/>\d+ GH\/s<\/text>/);
    // the ground is painted
    expect(svg).toContain('<rect width="960" height="604" fill="#ffffff"/>');
  });

  test('draws a mark for each block while there is room, then one for several', () => {
    expect(elementsOf(plot(blocks(300))).filter((name) => name === 'circle')).toHaveLength(300);
    expect(elementsOf(plot(blocks(20_000))).filter((name) => name === 'circle')).toHaveLength(0);
  });

  test('shows a lone outlier among blocks that share columns', () => {
    const flat = plot(blocks(20_000));
    const outlier = plot(blocks(20_000, (i) => (i === 7777 ? { difficulty: 16307e3, relativeWork: 1000 } : {})));
    const lowest = (svg: string): number =>
      Math.min(
        ...[...svg.matchAll(/points="([^"]*)"[^>]*stroke="#0b57d0"/g)].flatMap(([, points]) =>
          points!.split(' ').map((point) => Number(point.split(',')[1])),
        ),
      );
    expect(lowest(outlier)).toBeLessThan(lowest(flat));
  });
});

test.each([
  [
    [1000, 2000],
    [1000, 1200, 1500, 2000],
  ],
  [
    [7, 130],
    [5, 10, 20, 50, 100, 200],
  ],
  [
    [0.5, 90_000],
    [0.1, 1, 10, 100, 1000, 10_000, 100_000],
  ],
  [[100], [100, 120]],
  [[3.2], [3, 4]],
])('a logarithmic axis for %j has the ticks %j', (values, ticks) => {
  expect(logarithmicTicks(values)).toEqual(ticks);
});

test('a logarithmic axis holds its values with few ticks, however far apart they are', () => {
  for (let power = 0; power < 60; power++) {
    const ticks = logarithmicTicks([3e-5, 3e-5 * 10 ** power]);
    expect(ticks.length).toBeLessThanOrEqual(12);
    expect(ticks[0]).toBeLessThanOrEqual(3e-5);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(3e-5 * 10 ** power);
  }
});

test.each([
  [0, 100, [0, 20, 40, 60, 80, 100]],
  [2016, 6016, [2500, 3000, 3500, 4000, 4500, 5000, 5500, 6000]],
  [5, 5, [5]],
  [1, 3, [1, 2, 3]],
])('an axis from %i to %i has the ticks %j', (from, to, ticks) => {
  expect(linearTicks(from, to)).toEqual(ticks);
});
