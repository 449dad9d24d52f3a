/** `docs/hosts.md`: the matrix as a table to read at a glance, and how each host is set up. */
import { readFileSync } from 'node:fs';
import { importMap } from './bundles.ts';
import { policyNames } from './cell.ts';
import type { CellResult, HostResults } from './results.ts';
import { policyHeaders } from './sites.ts';

/** The whole document. */
export function hostsDocument({ machine, cells }: HostResults): string {
  const template = readFileSync(new URL('hosts.md.template', import.meta.url), 'utf8');
  const parts: Readonly<Record<string, string>> = {
    policies: policyTable(),
    pages: pageTable(cells).join('\n'),
    runtimes: runtimeTable(cells).join('\n'),
    advice: adviceList(cells),
    machine: `${machine.cpu}, ${machine.cores} cores, ${machine.mhz} MHz, ${machine.os} ${machine.arch}`,
    esbuild: recipe('recipes/esbuild.js'),
    rollup: recipe('recipes/rollup.config.js'),
    'with-worker': recipe('stranger/main-with-worker.js'),
    'import-map': importMap(new URL('../../package.json', import.meta.url)),
  };
  return template.replaceAll(/\{\{([\w-]+)\}\}/g, (_all, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`hosts.md.template: there is no part named ${name}`);
    return part;
  });
}

/** The rows of the tables that these cells fill; a row of which a cell is missing is left out. */
export function documentRows(cells: readonly CellResult[]): string[] {
  return [...pageTable(cells).slice(2), ...runtimeTable(cells).slice(2)];
}

/** A text without what another run or another machine changes: rates and versions. */
export function withoutFigures(text: string): string {
  return text.replaceAll(/, [\d.]+ [kM]H\/s/g, '').replaceAll(/ \d+\.\d+(?:\.\d+)*/g, '');
}

function pageTable(cells: readonly CellResult[]): string[] {
  const pages = cells.filter((cell) => cell.policy !== undefined);
  const placeOf = ({ host, variant, version, browser, browserVersion }: CellResult): string =>
    `${words(host, version)}${variant === undefined ? '' : `, ${variant}`} | ${words(browser, browserVersion)}`;
  const rows = [...new Set(pages.map((cell) => placeOf(cell)))]
    .map((place) => ({ place, row: pages.filter((cell) => placeOf(cell) === place) }))
    .map(({ place, row }) => ({
      place,
      found: policyNames.map((policy) => row.find((cell) => cell.policy === policy)),
    }))
    .filter(({ found }) => !found.includes(undefined))
    .map(({ place, found }) => `| ${place} | ${found.map((cell) => cellText(cell!)).join(' | ')} |`);
  return [
    `| page made by | browser | ${policyNames.map((policy) => `\`${policy}\``).join(' | ')} |`,
    `|---|---|${'---|'.repeat(policyNames.length)}`,
    ...rows,
  ];
}

function runtimeTable(cells: readonly CellResult[]): string[] {
  const rows = cells
    .filter((cell) => cell.policy === undefined)
    .map((cell) => `| ${cell.host} | ${cell.version ?? ''} | ${cellText(cell)} |`);
  return ['| runtime | version | found |', '|---|---|---|', ...rows];
}

const places: Readonly<Record<string, string>> = {
  url: 'workers by URL',
  blob: 'workers from a blob',
  thread: 'worker threads',
  custom: 'own workers',
  none: 'this thread',
};

/** What a cell shows: backend, where it searches, rate, and whether it warns. */
function cellText({ backend, workerKind, rate, warnings, failures }: CellResult): string {
  if (backend === undefined || workerKind === undefined || rate === undefined) return 'failed';
  const parts = [backend, places[workerKind] ?? workerKind, formatRate(rate)];
  if (warnings.length > 0) parts.push('*warns*');
  if (failures.length > 0) parts.push('**failed**');
  return parts.join(', ');
}

function formatRate(rate: number): string {
  return rate < 1e6 ? `${(rate / 1e3).toFixed(0)} kH/s` : `${(rate / 1e6).toFixed(1)} MH/s`;
}

function words(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ');
}

function policyTable(): string {
  const rows = policyNames.map((name) => {
    const headers = Object.entries(policyHeaders[name]).map(([header, value]) => `\`${header}: ${value}\``);
    return `| \`${name}\` | ${headers.join('<br>') || 'none'} |`;
  });
  return ['| policy | headers of every answer |', '|---|---|', ...rows].join('\n');
}

/** Each advice once, in the order of the table. */
function adviceList(cells: readonly CellResult[]): string {
  const advices = new Set(cells.flatMap((cell) => cell.warnings.flatMap((warning) => warning.advice ?? [])));
  return [...advices].map((advice) => `- ${advice}`).join('\n');
}

/** What a reader has in place of the names of the consumer. */
const readersWords: readonly (readonly [string, string])[] = [
  ['main-with-worker', 'main'],
  ["import { tell } from './consumer.js'", "import { createMiner } from 'midstate'"],
  ['await tell(', 'const miner = await createMiner('],
];

/** A file that the tests run, without its head comment and in the reader's words. */
function recipe(path: string): string {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8').replace(/^\/\*\*.*?\*\/\n/s, '');
  return readersWords.reduce((code, [ours, readers]) => code.replaceAll(ours, readers), text).trim();
}
