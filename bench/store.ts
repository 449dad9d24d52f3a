/**
 * How long a LevelDB store takes: `node bench/store.ts`.
 *
 * Headers of random bytes, as a store does not read them, in a directory of the system's temporary ones. Each round imports them
 * into a new store, opens that in a new process, and appends to it one header at a time; every append is durable before
 * the next. The best of the rounds is printed, and the highest memory: that of the process as the system counts it
 * (RSS), which includes the tables that LevelDB maps.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openLevelStore } from '../src/store/level-store.ts';
import { describeMachine } from './machine.ts';

const HELP = `node bench/store.ts [options]

Imports headers into a LevelDB store, opens it and appends to it, and prints the times.

  --count N     so many headers (default: 1,000,000)
  --batch N     so many in one append of the import (default: 2,000)
  --rounds N    the best of so many rounds (default: 3)
  --directory D where the store is made (default: the system's temporary directory)
  --help        this text
`;

const network = { name: 'bench', genesisHash: '00'.repeat(32), targetSpacing: 600 };
const APPENDS = 500;
const NO_BODY = new Uint8Array(0);

/** The options of the process that is measured. */
const CHILD = '--in-this-process';

interface Figures {
  readonly milliseconds: number;
  readonly highestRssBytes: number;
}

type Part = 'import' | 'open' | 'append';

/** Numbers below 2^32 from a seed: the same everywhere. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0);
}

async function runPart(part: Part, path: string, count: number, batch: number): Promise<Figures> {
  let milliseconds = 0;
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const begin = performance.now();
    const result = await work();
    milliseconds += performance.now() - begin;
    return result;
  };
  const store = await (part === 'open' ? timed(() => openLevelStore(path)) : openLevelStore(path, { network }));
  const tip = (await store.tip())?.height ?? -1;
  if (part === 'open' && tip !== count - 1) throw new Error(`expected the tip ${count - 1}, got ${tip}`);
  const random = generator(tip + 2);
  const makeRecord = (height: number) => {
    const header = new Uint8Array(80);
    const view = new DataView(header.buffer);
    for (let at = 0; at < 80; at += 4) view.setUint32(at, random());
    return { height, header, body: NO_BODY };
  };
  if (part === 'import') {
    for (let at = 0; at < count; at += batch) {
      const records = Array.from({ length: Math.min(batch, count - at) }, (_, i) => makeRecord(at + i));
      await timed(() => store.append(records));
    }
  }
  if (part === 'append') {
    for (let height = tip + 1; height <= tip + APPENDS; height++) {
      const records = [makeRecord(height)];
      await timed(() => store.append(records));
    }
    milliseconds /= APPENDS;
  }
  await store.close();
  return { milliseconds, highestRssBytes: process.resourceUsage().maxRSS * 1024 };
}

function runElsewhere(script: string, part: Part, path: string, count: number, batch: number): Figures {
  const args = [script, CHILD, part, path, String(count), String(batch)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Figures;
}

async function main(args: readonly string[]): Promise<void> {
  const script = import.meta.filename;
  if (args[0] === CHILD) {
    const [, part, path = '', count, batch] = args;
    process.stdout.write(JSON.stringify(await runPart(part as Part, path, Number(count), Number(batch))));
    return;
  }
  const { values } = parseArgs({
    args: [...args],
    options: {
      count: { type: 'string', default: '1000000' },
      batch: { type: 'string', default: '2000' },
      rounds: { type: 'string', default: '3' },
      directory: { type: 'string', default: tmpdir() },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [count, batch, rounds] = [values.count, values.batch, values.rounds].map((text) => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1) throw new Error(`expected a whole number above 0, got ${text}`);
    return number;
  }) as [number, number, number];
  const { cpu, node, os } = describeMachine();
  process.stdout.write(`${cpu}, ${os}, Node ${node}: ${count} headers, ${batch} in one append\n`);
  const directory = mkdtempSync(join(values.directory, 'midstate-bench-store-'));
  try {
    const runs = Array.from({ length: rounds }, (_, round) => {
      const path = join(directory, String(round));
      const parts = (['import', 'open', 'append'] as const).map((part) =>
        runElsewhere(script, part, path, count, batch),
      );
      rmSync(path, { recursive: true });
      return parts;
    });
    for (const [place, part] of ['import all', 'open', 'append one, mean'].entries()) {
      const times = runs.map((parts) => parts[place]?.milliseconds ?? Infinity);
      const memory = Math.max(...runs.map((parts) => parts[place]?.highestRssBytes ?? 0));
      const best = Math.min(...times);
      process.stdout.write(
        `${part.padEnd(18)}${best.toFixed(best < 10 ? 2 : 0).padStart(8)} ms${(memory / 1e6).toFixed(0).padStart(6)} MB\n`,
      );
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

await main(process.argv.slice(2));
