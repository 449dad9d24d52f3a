/** The benchmark's command: `npm run bench -- --help`. README.md here says how it measures. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { HELP, parseCommand, UsageError, type Command } from './command-line.ts';
import { loadLineUp, type LineUp } from './contenders/line-up.ts';
import { versionIn } from './contenders/rival-package.ts';
import { measure, type Plan } from './harness.ts';
import { describeMachine } from './machine.ts';
import { formatTable, type Report, type Run } from './report.ts';
import { root } from './root.ts';
import { works } from './works/all-works.ts';
import type { Work } from './works/work.ts';

/** Where few take part, more rounds. */
const THOROUGH: Plan = { rounds: 15, roundMs: 200, warmupMs: 300 };
const MANY = 8;
const ROUNDS_OF_MANY = 9;
const QUICK: Plan = { rounds: 2, roundMs: 10, warmupMs: 10 };

/** The bundle already runs under the Node that was asked for. */
const isBundle = import.meta.url.endsWith('.mjs');

async function main(args: readonly string[]): Promise<number> {
  const command = parseCommand(
    args,
    works.map(({ name }) => name),
  );
  if (command.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (command.node !== undefined && !isBundle) {
    const { runUnder } = await import('./other-node.ts');
    return runUnder(command.node, args);
  }
  await run(command, args);
  return 0;
}

async function run(command: Command, args: readonly string[]): Promise<void> {
  const machine = describeMachine();
  // A result that cannot be written should be known before the minutes of measuring, not after.
  if (command.json !== undefined) {
    mkdirSync(dirname(command.json), { recursive: true });
    writeFileSync(command.json, '');
  }
  console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.mhz} MHz, ${machine.os} ${machine.arch}`);
  console.log(`Node ${machine.node}, V8 ${machine.v8}${command.quick ? '; quick: no measurement' : ''}`);

  const lineUp = await loadLineUp();
  const chosen = works.filter(({ name }) => command.only.length === 0 || command.only.includes(name));
  const runs: Run[] = [];
  for (const work of chosen) {
    console.log(`\n${work.name}: ${work.title}`);
    const rows = await runWork(work, lineUp, command.quick);
    console.log(formatTable(rows));
    runs.push(...rows);
  }

  if (command.json === undefined) return;
  const versions: Record<string, string> = {
    tinybench: versionIn(new URL('node_modules/tinybench/package.json', root)),
    node: machine.node,
    v8: machine.v8,
  };
  for (const { contender, version } of runs) versions[contender] = version;
  const report: Report = { machine, versions, command: ['npm run bench --', ...args].join(' '), runs };
  writeFileSync(command.json, `${JSON.stringify(report, null, 2)}\n`);
}

async function runWork(work: Work, lineUp: LineUp, isQuick: boolean): Promise<Run[]> {
  const entrants = await work.entrants(lineUp, isQuick);
  const rounds = work.rounds ?? (entrants.length > MANY ? ROUNDS_OF_MANY : THOROUGH.rounds);
  const figures = await measure(entrants, isQuick ? QUICK : { ...THOROUGH, rounds });
  return entrants.flatMap(({ contender: { name, variant, version, backend }, threads = 1 }, i) => {
    const figure = figures[i];
    if (figure === undefined) return [];
    const { rate, ratePerCpuSecond, spread } = figure;
    return {
      work: work.name,
      contender: name,
      variant,
      version,
      threads,
      rate,
      unit: work.unit,
      ratePerCpuSecond,
      spread,
      backend,
    };
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? `bench: ${error.message}` : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
