/** What the charts have in common: an image for readers, as wide as its place, in the colours of the page. */
import uPlot from 'uplot';
import { element, setText } from '../element.ts';
import { chartFont, onThemeChange, themeColor } from './theme-color.ts';

/** A chart in the page. */
export interface ChartFrame {
  readonly figure: HTMLElement;
  /** Draws data, and says in the label and below the chart what they show. */
  show(data: uPlot.AlignedData, message: string): void;
}

/** What a chart is made of. */
export interface ChartFrameOptions {
  /** Its name; the label begins with it. */
  readonly name: string;
  readonly height: number;
  /** One sentence that explains the figure. */
  readonly explanation: string;
  readonly chart: Omit<uPlot.Options, 'width' | 'height'>;
}

/** An axis in the colours of the page. */
export function chartAxis(axis: uPlot.Axis): uPlot.Axis {
  const line = (): string => themeColor('--line');
  return {
    font: chartFont(),
    labelFont: chartFont(),
    stroke: () => themeColor('--muted'),
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
    ...axis,
  };
}

/** A frame with an empty chart. */
export function createChartFrame({ name, height, explanation, chart }: ChartFrameOptions): ChartFrame {
  const image = element('div', { class: 'chart', role: 'img', 'aria-label': `${name}: nothing yet` });
  const words = element('p', { class: 'chart-message' });
  const figure = element('figure', {}, [
    element('figcaption', {}, [element('strong', {}, name), ` ${explanation}`]),
    image,
    words,
  ]);
  const plot = new uPlot(
    { legend: { show: false }, cursor: { show: false }, ...chart, width: 300, height },
    [[]],
    image,
  );
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (width > 0 && width !== plot.width) plot.setSize({ width, height });
  }).observe(image);
  onThemeChange(() => plot.redraw(false));
  return {
    figure,
    show(data, message) {
      plot.setData(data);
      setText(words, message);
      image.setAttribute('aria-label', `${name}: ${message}`);
    },
  };
}
