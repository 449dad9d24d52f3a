/** How long the blocks took, in units of the expected time, as bars, and the exponential law as a line over them. */
import type uPlot from 'uplot';
import { BIN_WIDTH, binBlockTimes, describeFit, LAST_BIN, type TimeBin } from '../mining/block-time-law.ts';
import { formatQuantity } from '../figures.ts';
import { MEASURABLE_SECONDS, type BlockTimes } from '../mining/mined-chain.ts';
import { chartAxis, createChartFrame } from './chart-frame.ts';
import { themeColor } from './theme-color.ts';

/** The chart. */
export interface BlockTimeHistogram {
  readonly figure: HTMLElement;
  draw(blockTimes: BlockTimes): void;
}

/** Where the law is drawn. */
const LAW_POINTS = Array.from({ length: 101 }, (_, index) => (index * LAST_BIN) / 100);

export function createBlockTimeHistogram(): BlockTimeHistogram {
  let bins: readonly TimeBin[] = [];
  const frame = createChartFrame({
    name: 'Block times',
    height: 200,
    explanation:
      'Every hash has the same small chance, however long the search has lasted. So times follow the law e⁻ˣ, drawn as a ' +
      'line: short ones are the most frequent, and a long wait says nothing about the next.',
    chart: {
      padding: [12, 12, 0, 0],
      scales: {
        x: { time: false, range: [0, LAST_BIN + BIN_WIDTH] },
        y: { range: (_plot, _low, high) => [0, Math.max(1, high ?? 0, ...bins.map(({ blocks }) => blocks)) * 1.1] },
      },
      axes: [
        chartAxis({
          label: 'times the expected time',
          size: 30,
          labelSize: 22,
          values: (_plot, splits) => splits.map((x) => (x === LAST_BIN ? `${x}+` : String(x))),
        }),
        chartAxis({ size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], label: 'blocks', labelSize: 18 }),
      ],
      series: [{}, { stroke: () => themeColor('--second'), width: 2, points: { show: false } }],
      hooks: { drawAxes: [(plot) => drawBars(plot, bins)] },
    },
  });
  return {
    figure: frame.figure,
    draw({ times, leftOut }) {
      bins = binBlockTimes(times);
      const scale = times.length * BIN_WIDTH;
      frame.show(
        [LAW_POINTS, LAW_POINTS.map((x) => scale * Math.exp(-x))],
        `${describeFit(times)}${describeLeftOut(leftOut)}`,
      );
    },
  };
}

function describeLeftOut(leftOut: number): string {
  if (leftOut === 0) return '';
  return ` Not counted: ${formatQuantity(leftOut, 'block')} expected in less than ${MEASURABLE_SECONDS} s, too fast to be measured.`;
}

/** The bars lie below the line, so they are drawn before it. */
function drawBars(plot: uPlot, bins: readonly TimeBin[]): void {
  const { ctx } = plot;
  const gap = devicePixelRatio;
  const bottom = plot.valToPos(0, 'y', true);
  ctx.save();
  ctx.fillStyle = themeColor('--accent');
  for (const { from, blocks } of bins) {
    if (blocks === 0) continue;
    const left = plot.valToPos(from, 'x', true);
    const right = plot.valToPos(from + BIN_WIDTH, 'x', true);
    const top = plot.valToPos(blocks, 'y', true);
    ctx.fillRect(left + gap / 2, top, right - left - gap, bottom - top);
  }
  ctx.restore();
}
