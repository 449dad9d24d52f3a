/**
 * Measures what each trick of the kernels gains, by switching it off: `node bench/tricks.ts --help`.
 *
 * Each variant is compiled from patched sources and has to pass the self-test. Then all variants of a work are timed in turns
 * in one process, as harness.ts does. The ratio of today's rate to a variant's is what the trick gains.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Engine } from '../src/engine/engine.ts';
import { measure, type Measurement, type Plan } from './harness.ts';
import { describeMachine } from './machine.ts';
import { measureClock } from './tricks/clock.ts';
import { compile, patched, readSources, type Build, type Sources } from './tricks/compile.ts';
import { countOperations, VECTOR_PORTS, type Operations } from './tricks/operations.ts';
import { start } from './tricks/start.ts';
import { TODAY, type Variant } from './tricks/variant.ts';
import { variants } from './tricks/variants.ts';
import { trickWorks, type TrickWork } from './tricks/works.ts';

const HELP = `node bench/tricks.ts [options]

Times variants of the kernels, each with one trick switched off, and counts operations.

  --only NAME   one variant, or one work; may be given more than once
  --json FILE   also write the results to FILE
  --quick       a few short rounds: shows that it runs; the figures are no measurement
  --help        this text
`;

const THOROUGH: Plan = { rounds: 21, roundMs: 100, warmupMs: 200 };
const QUICK: Plan = { rounds: 3, roundMs: 10, warmupMs: 20 };
/** Streams of the kernel whose operations are counted, and messages of its group: X and Y have four each, Z one. */
const STREAMS = 3;
const GROUP = 9;

interface Row extends Measurement {
  readonly variant: string;
  readonly title: string;
  /** Today's rate per second of processor time over this one's: above 1 is what the trick gains. */
  readonly gain: number;
}

interface Result {
  readonly work: string;
  readonly rows: readonly Row[];
}

/** Operations of a group of nine, and what they allow. */
interface Bound {
  readonly work: string;
  readonly operationsOfGroup: Operations;
  /** Hashes a second, when nothing but the ports for vectors limits it. */
  readonly boundRate: number;
  readonly rate: number;
}

/** Compiles what is asked for, each thing once. */
class Builds {
  readonly #sources: Sources = readSources();
  readonly #builds = new Map<string, Promise<Build>>();

  of({ patches = [], target = 'simd' }: Variant): Promise<Build> {
    const key = JSON.stringify([target, patches]);
    const build = this.#builds.get(key) ?? compile(patched(this.#sources, patches), target);
    this.#builds.set(key, build);
    return build;
  }

  async start(variant: Variant): Promise<Engine> {
    const { target = 'simd', streams = STREAMS } = variant;
    return (await start((await this.of(variant)).wasm, target, streams)).engine;
  }
}

const versionsOf = ({ versions = 16 }: Variant): number => versions;
const amountOf = ({ items, perItem = 1 }: TrickWork): number => items * perItem;

async function timeVariants(work: TrickWork, chosen: readonly Variant[], builds: Builds, plan: Plan): Promise<Row[]> {
  const entrants = [];
  for (const variant of chosen) {
    const engine = await builds.start(variant);
    entrants.push({
      name: variant.name,
      amount: amountOf(work),
      // the self-test has been passed
      check: () => undefined,
      call: () => work.call(engine, work.items, versionsOf(variant)),
    });
  }
  const figures = await measure(entrants, plan);
  const today = figures[0]!.ratePerCpuSecond;
  return chosen.map(({ name, title }, i) => ({
    variant: name,
    title,
    gain: today / figures[i]!.ratePerCpuSecond,
    ...figures[i]!,
  }));
}

/** Counts on three streams. What is left of a range for Z alone has no vector operations, and is next to nothing. */
async function countGroup(work: TrickWork, builds: Builds): Promise<Operations> {
  const { wat } = await builds.of(TODAY);
  const counts = await countOperations(wat, async (wasm) => {
    const { engine, exports } = await start(wasm, 'simd', STREAMS);
    return { exports, work: () => work.call(engine, work.items, versionsOf(TODAY)) };
  });
  const groups = amountOf(work) / GROUP;
  const { vector, shifts, shuffles, loads, stores, scalar } = counts;
  return {
    vector: vector / groups,
    shifts: shifts / groups,
    shuffles: shuffles / groups,
    loads: loads / groups,
    stores: stores / groups,
    scalar: scalar / groups,
  };
}

function millions(rate: number): string {
  return (rate / 1e6).toPrecision(4);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A row for each variant, a column for each work: the table of assembly/README.md. */
function formatGains(results: readonly Result[]): string {
  const cells = variants
    .filter(({ name }) => results.some(({ rows }) => rows.some(({ variant }) => variant === name)))
    .map(({ name, title }) => {
      const gains = results.map(({ rows }) => rows.find(({ variant }) => variant === name)?.gain.toFixed(2) ?? '');
      return [title, ...gains];
    });
  const rates = results.map(({ rows }) => millions(rows[0]!.ratePerCpuSecond));
  const head = ['what is different', ...results.map(({ work }) => work)];
  return table(head, [...cells, ['today, M/s', ...rates]]);
}

function formatBounds(bounds: readonly Bound[]): string {
  // a group's vectors are two times four messages
  const half = (count: number): string => Math.round(count / 2).toLocaleString('en');
  const rows = bounds.map(({ work, operationsOfGroup: o, boundRate, rate }) => [
    work,
    half(o.vector),
    half(o.shifts),
    half(o.shuffles),
    half(o.loads),
    half(o.stores),
    Math.round(o.scalar).toLocaleString('en'),
    millions(boundRate),
    millions(rate),
    `${Math.round((100 * rate) / boundRate)} %`,
  ]);
  const head = ['work', 'vector operations', 'shifts', 'shuffles', 'loads', 'stores', 'scalar operations of nine'];
  return table([...head, 'bound, M/s', 'measured, M/s', 'share'], rows);
}

async function main(): Promise<void> {
  const { help, only, json, quick } = parseArgs({
    options: {
      help: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  }).values;
  if (help) return void process.stdout.write(HELP);
  const names = [...variants, ...trickWorks].map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only: expected one of ${names.join(', ')}, got ${unknown}`);

  const machine = describeMachine();
  const clock = measureClock();
  console.log(`${machine.cpu}, ${machine.os}, ${(clock / 1e9).toFixed(2)} GHz by a chain of multiplications`);
  console.log(`Node ${machine.node}, V8 ${machine.v8}${quick ? '; quick: no measurement' : ''}`);

  const builds = new Builds();
  const results: Result[] = [];
  const bounds: Bound[] = [];
  for (const work of trickWorks) {
    const chosen = variants.filter(
      ({ name, works }) =>
        works.includes(work.name) && (only.length === 0 || only.includes(name) || only.includes(work.name)),
    );
    if (chosen.length === 0) continue;
    const rows = await timeVariants(work, [TODAY, ...chosen], builds, quick ? QUICK : THOROUGH);
    results.push({ work: work.name, rows });
    console.log(`\n${work.name}: ${work.title}; million ${work.unit} a second of processor time\n`);
    const cells = rows.map(({ variant, title, ratePerCpuSecond, spread, gain }) => {
      return [variant, title, millions(ratePerCpuSecond), `${(100 * spread).toFixed(1)} %`, gain.toFixed(3)];
    });
    console.log(table(['variant', 'what is different', 'rate', 'spread', 'today / variant'], cells));

    const operationsOfGroup = await countGroup(work, builds);
    const boundRate = (GROUP * VECTOR_PORTS * clock) / operationsOfGroup.vector;
    bounds.push({ work: work.name, operationsOfGroup, boundRate, rate: rows[0]!.ratePerCpuSecond });
  }
  console.log("\nWhat each trick gains: today's rate over the variant's\n");
  console.log(formatGains(results));
  console.log(
    `\nOperations for four messages, and the bound: ${VECTOR_PORTS} vector operations a cycle, nine messages a group\n`,
  );
  console.log(formatBounds(bounds));
  if (json !== undefined)
    writeFileSync(json, `${JSON.stringify({ machine, clock, vectorPorts: VECTOR_PORTS, results, bounds }, null, 2)}\n`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? `tricks: ${error.message}` : error);
  process.exitCode = 1;
}
