/**
 * How rate and memory grow with the length of a chain: `node bench/chain-growth.ts`.
 *
 * The headers of the work `chain`, each count in a process of its own that reads them from the file in batches of 2,000, so that
 * what it holds is the chain and nothing else. The rate is that of the whole run from a cold start, without the reading. Memory
 * is that of the process as the system counts it (RSS): before the chain is made, behind the last header after a garbage
 * collection, and at its highest in between.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { createHeaderChain } from '../src/chain/index.ts';
import { createEngine } from '../src/engine/index.ts';
import { KNOWN_HASHES, madeChainFile, madeParams, NOW, readMadeHeaders } from './made-chain.ts';
import { describeMachine } from './machine.ts';
import type { GrowthReport, GrowthRow } from './report.ts';

const HELP = `node bench/chain-growth.ts [options]

Validates chains of several lengths, each in a process of its own, and prints the rates and the memory they take.

  --count N     a chain of so many headers; may be given more than once. By default 100,000, 1,000,000 and 4,000,000
  --json FILE   also write the figures to FILE
  --help        this text
`;

const COUNTS = ['100000', '1000000', '4000000'];
const MB = 1e6;

/** The options of the process that is measured. */
const CHILD = '--in-this-process';

/** One chain in this process, which must have been started with `--expose-gc`. */
async function grow(count: number): Promise<GrowthRow> {
  const engine = await createEngine();
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error('expected a process with --expose-gc');
  collect();
  const baseline = process.memoryUsage.rss();
  const chain = createHeaderChain({ params: madeParams, hasher: engine });
  let elapsed = 0;
  for (const batch of readMadeHeaders(count)) {
    const begin = performance.now();
    const { rejected } = chain.accept(batch, NOW);
    elapsed += performance.now() - begin;
    if (rejected !== undefined) throw new Error(`refused at height ${rejected.height}: ${rejected.reject.reason}`);
  }
  // a look-up belongs to it: the chain enters hashes into its table no earlier
  const begin = performance.now();
  const found = chain.entry(chain.tip.hashHex);
  elapsed += performance.now() - begin;
  const known = KNOWN_HASHES[count];
  if (found === undefined || chain.tip.height !== count || (known !== undefined && chain.tip.hashHex !== known))
    throw new Error(`expected the tip ${known} at ${count}, got ${chain.tip.hashHex} at ${chain.tip.height}`);
  collect();
  const rssBytes = process.memoryUsage.rss();
  // asked behind the collection, so that this does not take the chain
  if (chain.size !== count + 1) throw new Error(`expected ${count + 1} entries, got ${chain.size}`);
  return {
    count,
    backend: engine.backend,
    rate: (count / elapsed) * 1000,
    baselineBytes: baseline,
    rssBytes,
    highestRssBytes: process.resourceUsage().maxRSS * 1024,
  };
}

function growElsewhere(script: string, count: number): GrowthRow {
  // made here, so that making it is no part of the memory over there
  madeChainFile(count);
  const args = ['--expose-gc', script, CHILD, String(count)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as GrowthRow;
}

function formatRow({ count, rate, baselineBytes, rssBytes, highestRssBytes }: GrowthRow): string {
  const mb = (bytes: number): string => `${Math.round(bytes / MB)} MB`;
  return [
    count.toLocaleString('en-US').padStart(11),
    Math.round(rate).toLocaleString('en-US').padStart(11),
    mb(rssBytes).padStart(8),
    mb(highestRssBytes).padStart(8),
    mb(rssBytes - baselineBytes).padStart(8),
    ((rssBytes - baselineBytes) / count).toFixed(0).padStart(14),
  ].join('  ');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', multiple: true, default: COUNTS },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const counts = values.count.map(Number);
  for (const count of counts)
    if (!Number.isInteger(count) || count < 1)
      throw new Error(`--count: expected whole numbers, got ${values.count.join(', ')}`);
  const machine = describeMachine();
  console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.mhz} MHz, ${machine.os} ${machine.arch}`);
  console.log(`Node ${machine.node}, V8 ${machine.v8}; one thread`);
  console.log('    headers    headers/s    memory   highest     chain  bytes a header');
  // JavaScript, because reading TypeScript takes memory too; and the bundler's must not be counted either
  const { bundled } = await import('./other-node.ts');
  const script = await bundled('bench/chain-growth.ts');
  const rows = counts.map((count) => {
    const row = growElsewhere(script, count);
    console.log(formatRow(row));
    return row;
  });
  if (values.json === undefined) return;
  const report: GrowthReport = { machine, rows };
  mkdirSync(dirname(values.json), { recursive: true });
  writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
}

try {
  if (process.argv[2] === CHILD) process.stdout.write(JSON.stringify(await grow(Number(process.argv[3]))));
  else await main();
} catch (error) {
  console.error(error instanceof Error ? `bench: ${error.message}` : error);
  process.exitCode = 1;
}
