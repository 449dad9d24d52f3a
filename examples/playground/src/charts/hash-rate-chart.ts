/** The hash rate of the last two minutes as a line, with a mark where the settings were changed. */
import type uPlot from 'uplot';
import { formatRate } from '../format.ts';
import { HISTORY_SECONDS, type HashRateHistory } from '../mining/hash-rate-history.ts';
import { chartAxis, createChartFrame } from './chart-frame.ts';
import { chartFont, themeColor } from './theme-color.ts';

/** The chart. */
export interface HashRateChart {
  readonly figure: HTMLElement;
  draw(history: HashRateHistory, nowMs: number): void;
}

export function createHashRateChart(): HashRateChart {
  let marks: readonly { readonly x: number; readonly label: string }[] = [];
  const frame = createChartFrame({
    name: 'Hash rate',
    height: 200,
    explanation:
      'Hashes a second over the last two minutes. A mark stands where the backend or the threads were changed.',
    chart: {
      padding: [22, 12, 0, 0],
      scales: { x: { time: false, range: [-HISTORY_SECONDS, 0] }, y: { range: (_plot, _low, high) => [0, top(high)] } },
      axes: [
        chartAxis({ values: (_plot, splits) => splits.map((x) => (x === 0 ? 'now' : `${x} s`)) }),
        chartAxis({ size: 74, values: (_plot, splits) => splits.map((y) => (y === 0 ? '0' : formatRate(y))) }),
      ],
      series: [{}, { stroke: () => themeColor('--accent'), width: 2, points: { show: false } }],
      hooks: { drawSeries: [(plot) => drawMarks(plot, marks)] },
    },
  });
  return {
    figure: frame.figure,
    draw(history, nowMs) {
      const toX = (atMs: number): number => (atMs - nowMs) / 1000;
      marks = history.marks.map(({ atMs, label }) => ({ x: toX(atMs), label }));
      const { points } = history;
      frame.show(
        [points.map(({ atMs }) => toX(atMs)), points.map(({ hashesPerSecond }) => hashesPerSecond ?? null)],
        describeRates(history),
      );
    },
  };
}

/** The figure in a sentence. */
function describeRates({ points, latest }: HashRateHistory): string {
  const rates = points.flatMap(({ hashesPerSecond }) => hashesPerSecond ?? []);
  if (rates.length === 0) return 'nothing was searched in the last two minutes.';
  const range = `between ${formatRate(Math.min(...rates))} and ${formatRate(Math.max(...rates))} in the last two minutes`;
  return latest === undefined ? `stopped; ${range}.` : `${formatRate(latest)} now, ${range}.`;
}

function top(highest: number | null): number {
  return highest === null || highest <= 0 ? 1e6 : highest * 1.15;
}

/** Upright lines with their labels above the plot; of two that would overlap, the newer label stays. */
function drawMarks(plot: uPlot, marks: readonly { readonly x: number; readonly label: string }[]): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = chartFont().replace('12px', `${11 * ratio}px`);
  ctx.fillStyle = themeColor('--second');
  ctx.strokeStyle = ctx.fillStyle;
  ctx.textBaseline = 'bottom';
  ctx.setLineDash([4 * ratio, 3 * ratio]);
  let free = bbox.left + bbox.width + 12 * ratio;
  for (const { x, label } of marks.toReversed()) {
    const left = plot.valToPos(x, 'x', true);
    if (left < bbox.left) break;
    ctx.beginPath();
    ctx.moveTo(left, bbox.top);
    ctx.lineTo(left, bbox.top + bbox.height);
    ctx.stroke();
    const { width } = ctx.measureText(label);
    const start = Math.min(left, free - width);
    // no room without hiding a newer one, or too far from its line
    if (start < left - width || start < 0) continue;
    ctx.fillText(label, start, bbox.top - 3 * ratio);
    free = start - 8 * ratio;
  }
  ctx.restore();
}
