/**
 * Makes the benchmark table of README.md from the results in `bench/results`: `node bench/readme-table.ts`.
 * With `--check` it changes nothing, and fails when the table is not what the results say.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { formatMillions, timesBehind, type Report, type Run } from './report.ts';
import { root } from './root.ts';

const START = '<!-- bench:start -->';
const END = '<!-- bench:end -->';

/** The committed results, by the name of their file. */
export function readReports(): Report[] {
  const folder = new URL('bench/results/', root);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted();
  return files.map((name): Report => JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
}

/** One table per work, one column per report, a row per contender; then what was measured on what, and how. */
export function renderTables(reports: readonly Report[]): string {
  const runs = reports.flatMap((report) => report.runs);
  const tables = [...new Set(runs.map(({ work }) => work))].map((work) => renderWork(work, reports));
  const notes = reports.map(
    ({ machine: { node, v8, cpu, cores, mhz, os, arch }, command }) =>
      `- Node ${node} (V8 ${v8}): ${cpu}, ${cores} cores, ${mhz} MHz, ${os} ${arch}; \`${command}\``,
  );
  return [...tables, notes.join('\n')].join('\n\n');
}

function renderWork(work: string, reports: readonly Report[]): string {
  const runs = reports.flatMap((report) => report.runs).filter((run) => run.work === work);
  const labels = [...new Set(runs.map(labelOf))];
  const heading = [`\`${work}\`, one thread`, ...reports.map(({ machine }) => `Node ${machine.node.split('.')[0]}`)];
  const rows = labels.map((label) => [label, ...reports.map((report) => cell(work, label, report))]);
  const rule = heading.map((_, i) => (i === 0 ? '---' : '---:'));
  return [heading, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function labelOf({ contender, version, backend }: Run): string {
  if (contender === 'midstate') return `**midstate** ${backend}`;
  // what is native comes with the Node of the column, and has another version in each
  return version === '-' || backend === 'native' ? contender : `${contender} ${version}`;
}

/** `0.42 MH/s, 24.1x`: the rate, and how many times as fast midstate's best backend is. */
function cell(work: string, label: string, { runs }: Report): string {
  const run = runs.find((candidate) => candidate.work === work && labelOf(candidate) === label);
  if (run === undefined) return '';
  const behind = timesBehind(run, runs);
  return `${formatMillions(run.rate)} MH/s${behind === 1 ? '' : ` (${behind.toFixed(1)}x slower)`}`;
}

/**
 * The README with the table between its markers replaced.
 * @throws Error when a marker is missing
 */
export function withTables(readme: string, tables: string): string {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END, start);
  if (start < 0 || end < 0) throw new Error(`README.md: expected ${START} and, behind it, ${END}`);
  return `${readme.slice(0, start + START.length)}\n\n${tables}\n\n${readme.slice(end)}`;
}

if (import.meta.main) {
  const file = new URL('README.md', root);
  const readme = readFileSync(file, 'utf8');
  const wanted = withTables(readme, renderTables(readReports()));
  if (!process.argv.includes('--check')) writeFileSync(file, wanted);
  else if (wanted !== readme) {
    console.error('README.md: the benchmark table is not what bench/results say: node bench/readme-table.ts');
    process.exitCode = 1;
  }
}
