/**
 * Draws the results in `bench/results` as bar charts, one SVG for each JSON: `node bench/chart.ts`. With `--check` it changes
 * nothing, and fails when a picture is not what the results say.
 *
 * A bar is a rate as a part of this package's best row of the same work, on a logarithmic scale, since rows differ by
 * hundreds. Names and rates stand as text at the bars, and bars are solid or hatched: no colour is needed. The ground is
 * painted, so that the picture is the same on light and dark pages.
 */
import { nameOf } from './contenders/contender.ts';
import { writeOrCheck } from './made-files.ts';
import { readReports } from './readme-table.ts';
import { bestOwn, compared, formatRate, timesBehind, type Report, type Run } from './report.ts';

const ROW = 18;
const HEADING = 34;
const TOP = 96;
const MARGIN = 16;
/** Widths of the names, of the longest bar, of the rates behind the bars. */
const NAMES = 206;
const BARS = 250;
const RATES = 204;
const COLUMN = NAMES + BARS + RATES;
const INK = '#111111';
const PAPER = '#ffffff';

/** Where a ratio lies between the ends of the scale, in pixels. */
interface Scale {
  /** Powers of ten below and above 1. */
  readonly below: number;
  readonly above: number;
  readonly x: (ratio: number) => number;
}

/** The picture of one result set. */
export function renderChart(report: Report): string {
  const { machine, runs } = report;
  const works = [...new Set(runs.map(({ work }) => work))];
  const groups = works.map((work) => runs.filter((run) => run.work === work));
  const scale = scaleOf(runs);
  const columns = inTwoColumns(groups);
  const height = TOP + Math.max(...columns.map((column) => sumOf(column.map(heightOf)))) + MARGIN;
  const width = MARGIN + columns.length * (COLUMN + MARGIN);
  const title = `midstate and others at the same work, Node ${machine.node}`;
  const body = columns.flatMap((column, i) => {
    const left = MARGIN + i * (COLUMN + MARGIN);
    let top = TOP;
    return [
      ...grid(left + NAMES, height - MARGIN, scale),
      ...column.flatMap((group) => {
        const drawn = drawGroup(group, runs, left, top, scale);
        top += heightOf(group);
        return drawn;
      }),
    ];
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img"`,
    `  font-family="system-ui, sans-serif" font-size="12" fill="${INK}">`,
    `<title>${escaped(title)}</title>`,
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">',
    `<rect width="6" height="6" fill="${PAPER}"/><rect width="2" height="6" fill="${INK}"/></pattern></defs>`,
    `<rect width="${width}" height="${height}" fill="${PAPER}"/>`,
    text(MARGIN, 26, title, 'font-size="17" font-weight="bold"'),
    text(MARGIN, 46, `${machine.cpu}, ${machine.cores} cores, ${machine.os} ${machine.arch}, V8 ${machine.v8}`),
    text(
      MARGIN,
      64,
      "Rate as a part of midstate's best row of the same work, logarithmic scale. Solid: midstate. Hatched: others. Medians of one run.",
    ),
    ...body,
    '</svg>',
  ].join('\n')}\n`;
}

/** Whole powers of ten around all ratios; the ends leave every bar a length. */
function scaleOf(runs: readonly Run[]): Scale {
  const powers = runs.map((run) => -Math.log10(timesBehind(run, runs))).filter(Number.isFinite);
  const below = Math.max(2, Math.ceil(-Math.min(0, ...powers) + 0.05));
  const highest = Math.max(0, ...powers);
  const above = highest === 0 ? 0 : Math.ceil(highest * 4) / 4;
  return { below, above, x: (ratio) => (BARS * (Math.log10(ratio) + below)) / (below + above) };
}

/** In reading order, cut where the columns come out most alike. */
function inTwoColumns(groups: readonly (readonly Run[])[]): (readonly Run[])[][] {
  const heights = groups.map(heightOf);
  const tallest = (cut: number): number => Math.max(sumOf(heights.slice(0, cut)), sumOf(heights.slice(cut)));
  let best = groups.length;
  for (let cut = groups.length - 1; cut > 0; cut--) if (tallest(cut) <= tallest(best)) best = cut;
  return [groups.slice(0, best), groups.slice(best)].filter((column) => column.length > 0);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function heightOf(group: readonly Run[]): number {
  return HEADING + group.length * ROW;
}

function grid(left: number, bottom: number, { below, above, x }: Scale): string[] {
  return Array.from({ length: below + Math.floor(above) + 1 }, (_, i) => {
    const power = i - below;
    const at = (left + x(10 ** power)).toFixed(1);
    const label = power === 0 ? '1' : power < 0 ? `1/${10 ** -power}` : String(10 ** power);
    return [
      `<line x1="${at}" y1="${TOP - 6}" x2="${at}" y2="${bottom}" stroke="${INK}" stroke-width="${power === 0 ? 1 : 0.3}"/>`,
      text(Number(at), TOP - 10, label, 'text-anchor="middle"'),
    ].join('\n');
  });
}

function drawGroup(group: readonly Run[], runs: readonly Run[], left: number, top: number, { x }: Scale): string[] {
  const work = group[0]?.work ?? '';
  const best = bestOwn(work, runs);
  return [
    text(left, top + HEADING - 10, work, 'font-size="14" font-weight="bold"'),
    ...group.flatMap((run, i) => {
      const isOwn = run.contender === 'midstate';
      const baseline = top + HEADING + i * ROW + 9;
      const start = left + NAMES;
      const length = Math.max(1, x(1 / timesBehind(run, runs)));
      const comparison = run === best ? '' : `, ${compared(run, runs)}`;
      const weight = isOwn ? ' font-weight="bold"' : '';
      const fill = isOwn ? INK : 'url(#hatch)';
      return [
        text(start - 6, baseline, labelOf(run), `text-anchor="end"${weight}`),
        `<rect x="${start}" y="${baseline - 10}" width="${length.toFixed(1)}" height="12" fill="${fill}" stroke="${INK}"/>`,
        rateText(start + length + 5, baseline, `${formatRate(run.rate, run.unit)}${comparison}`, weight),
      ];
    }),
  ];
}

function labelOf({ contender, variant, backend }: Run): string {
  return contender === 'midstate'
    ? ['midstate', backend, variant].filter((part) => part !== undefined).join(' ')
    : nameOf({ name: contender, variant });
}

/** With an edge in the colour of the ground, so that no line of the grid runs through it. */
function rateText(x: number, y: number, content: string, attributes: string): string {
  return text(x, y, content, `stroke="${PAPER}" stroke-width="4" paint-order="stroke"${attributes}`);
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y}"${attributes === '' ? '' : ` ${attributes}`}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The pictures of all result sets, as they should be. */
export function charts(): { path: string; text: string }[] {
  return readReports().map((report) => ({
    path: `bench/results/node-${report.machine.node.split('.')[0]}.svg`,
    text: renderChart(report),
  }));
}

if (import.meta.main) writeOrCheck(charts(), 'node bench/chart.ts');
