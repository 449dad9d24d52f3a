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

/** A change of settings, seconds from now. */
interface Mark {
  readonly x: number;
  readonly label: string;
}

/** Of the labels above the plot. */
const ROW_HEIGHT = 15;

export function createHashRateChart(): HashRateChart {
  let marks: readonly Mark[] = [];
  const frame = createChartFrame({
    name: 'Hash rate',
    height: 216,
    explanation:
      'Hashes a second over the last two minutes. A mark stands where the backend or the threads were changed.',
    chart: {
      padding: [2 * ROW_HEIGHT + 4, 12, 0, 0],
      scales: { x: { time: false, range: [-HISTORY_SECONDS, 0] }, y: { range: (_plot, _low, high) => [0, top(high)] } },
      axes: [
        chartAxis({ size: 30, values: (_plot, splits) => splits.map((x) => (x === 0 ? 'now' : `${x} s`)) }),
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
  if (rates.length === 0) return 'Nothing was searched in the last two minutes.';
  const range = `between ${formatRate(Math.min(...rates))} and ${formatRate(Math.max(...rates))} in the last two minutes`;
  return latest === undefined ? `Stopped; ${range}.` : `${formatRate(latest)} now, ${range}.`;
}

function top(highest: number | null): number {
  return highest === null || highest <= 0 ? 1e6 : highest * 1.15;
}

/** Upright lines with their labels above the plot, in two rows; where there is no room, the newer label stays. */
function drawMarks(plot: uPlot, marks: readonly Mark[]): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const right = bbox.left + bbox.width;
  /** Up to where each row is free. */
  const free = [right, right];
  ctx.save();
  ctx.font = chartFont().replace('12px', `${11 * ratio}px`);
  ctx.fillStyle = themeColor('--second');
  ctx.strokeStyle = ctx.fillStyle;
  ctx.textBaseline = 'bottom';
  ctx.setLineDash([4 * ratio, 3 * ratio]);
  for (const { x, label } of marks.toReversed()) {
    const line = plot.valToPos(x, 'x', true);
    if (line < bbox.left) break;
    const width = ctx.measureText(label).width;
    const gap = 6 * ratio;
    // beside its line where there is room, else before it
    const places = [line + gap / 2, line - width - gap / 2].flatMap((start) =>
      free.map((end, row) => ({ start, end, row })),
    );
    const place = places.find(({ start, end }) => start >= 0 && start + width <= end);
    const row = place?.row ?? 0;
    ctx.beginPath();
    ctx.moveTo(line, bbox.top - row * ROW_HEIGHT * ratio);
    ctx.lineTo(line, bbox.top + bbox.height);
    ctx.stroke();
    if (place === undefined) continue;
    ctx.fillText(label, place.start, bbox.top - (3 + row * ROW_HEIGHT) * ratio);
    free[row] = Math.min(line, place.start) - gap;
  }
  ctx.restore();
}
