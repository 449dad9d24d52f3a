/**
 * Makes the benchmark's tables from the results in `bench/results`: `node bench/readme-table.ts`. README.md gets a summary
 * between its markers, bench/results/README.md every row. With `--check` it changes nothing, and fails when a file is not
 * what the results say.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { nameOf } from './contenders/contender.ts';
import {
  bestOwn,
  compared,
  formatRate,
  type BrowserReport,
  type GrowthReport,
  type Report,
  type Run,
} from './report.ts';
import { root } from './root.ts';

const START = '<!-- bench:start -->';
const END = '<!-- bench:end -->';

/** Rows shown in the summary where they take part, beside the fastest rival. */
const NAMED = [
  '@cap.js/wasm',
  'nostr-tools',
  'altcha-lib node',
  'altcha-lib web',
  'bitcoinjs-lib',
  'bitcoinjs-lib work only',
  '@chainsafe/as-sha256 digest',
  'hash-wasm',
  '@noble/hashes',
  '@noble/hashes hashes only',
  'node:crypto hash',
  'node:crypto pbkdf2Sync',
  'WebCrypto',
];

/** The committed results, by the name of their file: one of each Node. */
export function readReports(): Report[] {
  const folder = new URL('bench/results/', root);
  const files = readdirSync(folder)
    .filter((name) => /^node-\d+\.json$/.test(name))
    .toSorted();
  return files.map((name): Report => JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
}

/** For each report a table with a row for each work: this package's best, the fastest rival, others by name. */
export function renderSummary(reports: readonly Report[]): string {
  const legend =
    "One thread, `miner` aside. Slower and faster are against midstate's best row. Every row, and pictures: " +
    '[bench/results](bench/results/README.md).';
  return [...reports.map(summaryOf), legend, notes(reports)].join('\n\n');
}

/** One table per work, one column per report, a row per contender. */
export function renderTables(reports: readonly Report[]): string {
  return [...worksOf(reports).map((work) => renderWork(work, reports)), notes(reports)].join('\n\n');
}

function summaryOf({ machine, runs }: Report): string {
  const heading = [`Node ${major(machine.node)}`, 'midstate', 'fastest rival', 'others'];
  const rows = worksOf([{ runs }]).map((work) => {
    const own = bestOwn(work, runs);
    const rivals = runs.filter((run) => run.work === work && run.contender !== 'midstate');
    const fastest = rivals.toSorted((a, b) => b.rate - a.rate)[0];
    const named = NAMED.flatMap((name) => rivals.find((run) => nameInRow(run) === name) ?? []);
    const settings = runs.filter(
      (run) => run.work === work && run.contender === 'midstate' && run.variant !== undefined,
    );
    const others = rivals.length > 0 ? named.filter((run) => run !== fastest) : settings.filter((run) => run !== own);
    const name = (run: Run): string => (run.contender === 'midstate' ? rowLabel(run) : nameInRow(run));
    return [
      `\`${work}\``,
      own === undefined ? '' : `**${formatRate(own.rate, own.unit)}** ${settingOf(own)}`,
      fastest === undefined ? 'none' : `${nameInRow(fastest)}: ${compared(fastest, runs)}`,
      others.map((run) => `${name(run)} ${compared(run, runs)}`).join('; '),
    ];
  });
  return asTable([heading, ['---', '---', '---', '---'], ...rows]);
}

function renderWork(work: string, reports: readonly Report[]): string {
  const labels = [...new Set(runsOf(work, reports).map(labelOf))];
  const heading = [`\`${work}\``, ...reports.map(({ machine }) => `Node ${major(machine.node)}`)];
  const rows = labels.map((label) => [label, ...reports.map((report) => cell(work, label, report))]);
  return asTable([heading, heading.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]);
}

/** What was measured on what, and how. */
function notes(reports: readonly Report[]): string {
  return reports
    .map(
      ({ machine: { node, v8, cpu, cores, mhz, os, arch }, command }) =>
        `- Node ${node} (V8 ${v8}): ${cpu}, ${cores} cores, ${mhz} MHz, ${os} ${arch}; \`${command}\``,
    )
    .join('\n');
}

function worksOf(reports: readonly Pick<Report, 'runs'>[]): string[] {
  return [...new Set(reports.flatMap(({ runs }) => runs.map(({ work }) => work)))];
}

function runsOf(work: string, reports: readonly Report[]): Run[] {
  return reports.flatMap(({ runs }) => runs.filter((run) => run.work === work));
}

function asTable(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function major(node: string): string {
  return node.split('.')[0] ?? node;
}

/** `simd`, `simd M = 8`. */
function settingOf({ backend, variant }: Run): string {
  return variant === undefined ? backend : `${backend} ${variant}`;
}

function rowLabel(run: Run): string {
  return run.contender === 'midstate' ? settingOf(run) : nameInRow(run);
}

function nameInRow({ contender, variant }: Run): string {
  return nameOf({ name: contender, variant });
}

function labelOf(run: Run): string {
  if (run.contender === 'midstate') return `**midstate** ${settingOf(run)}`;
  // what is native comes with the Node of the column, and has another version in each; altcha-lib's stays its own
  const isNodes = run.version === '-' || (run.backend === 'native' && !run.contender.startsWith('altcha'));
  return isNodes ? nameInRow(run) : nameOf({ name: `${run.contender} ${run.version}`, variant: run.variant });
}

/** `0.42 MH/s (24.1x slower)`: the rate, and how it compares with this package's best row. */
function cell(work: string, label: string, { runs }: Report): string {
  const run = runs.find((candidate) => candidate.work === work && labelOf(candidate) === label);
  if (run === undefined) return '';
  const comparison = compared(run, runs);
  return `${formatRate(run.rate, run.unit)}${comparison === '' ? '' : ` (${comparison})`}`;
}

/**
 * The README with the text between its markers replaced.
 * @throws Error when a marker is missing
 */
export function withSummary(readme: string, summary: string): string {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END, start);
  if (start < 0 || end < 0) throw new Error(`README.md: expected ${START} and, behind it, ${END}`);
  return `${readme.slice(0, start + START.length)}\n\n${summary}\n\n${readme.slice(end)}`;
}

/** What a script measured last, where it is committed. */
function readResult<Result>(name: string): Result | undefined {
  const file = new URL(`bench/results/${name}`, root);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Chromium's rate beside Node's, one line. */
export function renderBrowser({ work, unit, chromium, node, ratio, rounds, machine }: BrowserReport): string {
  return (
    `In a browser, \`${work}\`: ${chromium.where} ${formatRate(chromium.rate, unit)}, ${node.where} ` +
    `${formatRate(node.rate, unit)} in the same run, a ratio of ${ratio.toFixed(2)} (medians of ${rounds} turns, ` +
    `${machine.cpu}, ${machine.os}; \`node bench/browser.ts${work === 'header-search' ? '' : ` --work ${work}`}\`).`
  );
}

/** How rate and memory grow with the chain, a row for each length. */
export function renderGrowth({ machine: { cpu, os, node }, rows }: GrowthReport): string {
  const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
  const table = asTable([
    ['`chain` of', 'headers/s', 'process', 'at its highest', 'before', 'bytes a header'],
    ['---:', '---:', '---:', '---:', '---:', '---:'],
    ...rows.map(({ count, rate, rssBytes, highestRssBytes, baselineBytes }) => [
      count.toLocaleString('en-US'),
      Number(rate.toPrecision(3)).toLocaleString('en-US'),
      mb(rssBytes),
      mb(highestRssBytes),
      mb(baselineBytes),
      ((rssBytes - baselineBytes) / count).toFixed(0),
    ]),
  ]);
  return `${table}\n\nMemory of the whole process (RSS), each length in one of its own: Node ${node}, ${cpu}, ${os}; \`node bench/chain-growth.ts\`.`;
}

/** Results beside the reports, as text. */
interface OtherResults {
  readonly browsers?: readonly BrowserReport[];
  readonly growth?: GrowthReport | undefined;
}

/** bench/results/README.md, whole. */
export function withAllRows(reports: readonly Report[], { browsers = [], growth }: OtherResults = {}): string {
  const nodes = reports.map(({ machine }) => major(machine.node));
  const pictures = nodes.map((node) => `[Node ${node}](node-${node}.svg)`).join(', ');
  return `# The figures

Made by \`node bench/readme-table.ts\` from the JSON files here; the pictures (${pictures}) by \`node bench/chart.ts\`.
How they were measured, and what they do not show: [the benchmark](../README.md). One thread, \`miner\` aside. Slower and faster
are against midstate's best row of the same work and Node.

${[renderTables(reports), ...(growth === undefined ? [] : [renderGrowth(growth)]), ...browsers.map(renderBrowser)].join('\n\n')}
`;
}

/** Every file made from the results, as it should be. */
export function madeFiles(): { path: string; text: string }[] {
  const reports = readReports();
  const readme = readFileSync(new URL('README.md', root), 'utf8');
  return [
    { path: 'README.md', text: withSummary(readme, renderSummary(reports)) },
    {
      path: 'bench/results/README.md',
      text: withAllRows(reports, {
        browsers: ['browser.json', 'browser-chain.json', 'browser-miner.json'].flatMap(
          (name) => readResult<BrowserReport>(name) ?? [],
        ),
        growth: readResult<GrowthReport>('chain-growth.json'),
      }),
    },
  ];
}

if (import.meta.main) {
  const { writeOrCheck } = await import('./made-files.ts');
  writeOrCheck(madeFiles(), 'node bench/readme-table.ts');
}
