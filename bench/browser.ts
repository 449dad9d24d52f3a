/**
 * How near this package's rate in headless Chromium comes to its rate in Node: `node bench/browser.ts`.
 *
 * Both run the build in `dist`, on one thread, the same slices of a header search, in turns: while the page works, this
 * process waits, and the other way round. Chromium is `CHROMIUM_PATH` or Debian's. Measured, not asserted anywhere.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { hasChromium, chromiumPath, launchChromium, serveSite } from '../test/browser/chromium.ts';
import { describeMachine } from './machine.ts';
import type { BrowserReport, RateInHost } from './report.ts';
import { root } from './root.ts';
import { median, spread } from './statistics.ts';

const HELP = `node bench/browser.ts [options]

Times the header search in headless Chromium and in this Node, and prints both rates and their ratio.

  --rounds N    turns for each, 250 ms long
  --json FILE   also write the figures to FILE
  --help        this text
`;

/** A part of the package as both sides have it. */
type Package = typeof import('../src/index.ts');

interface Turn {
  /** How long to search. */
  readonly ms: number;
  /** Nonces of one call. */
  readonly slice: number;
}

const TURN: Turn = { ms: 250, slice: 65_536 };

/**
 * One turn: the rate, and why the engine has its backend. It runs in the page too, so it stands on its arguments alone.
 * The header's bytes do not matter; no hash meets a target of 0.
 */
async function searchRate(midstate: Package, { ms, slice }: Turn): Promise<{ rate: number; reason: string }> {
  const kept = globalThis as { benchEngine?: ReturnType<Package['createEngine']> };
  const engine = await (kept.benchEngine ??= midstate.createEngine());
  const job = { midstate: Uint32Array.from({ length: 8 }, (_, i) => i), tail: new Uint8Array(12), target: 0n };
  const begin = performance.now();
  let hashes = 0;
  let now = begin;
  while (now - begin < ms) {
    hashes += engine.searchHeader({ ...job, start: hashes, end: hashes + slice }).attempts;
    now = performance.now();
  }
  return { rate: (hashes / (now - begin)) * 1000, reason: `${engine.backend}: ${engine.reason}` };
}

async function measureBoth(rounds: number): Promise<BrowserReport> {
  const machine = describeMachine();
  const built: Package = await import(new URL('dist/index.js', root).href);
  const site = await serveSite({});
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(site.url);
    await page.waitForFunction('globalThis.midstate !== undefined');
    const inPage = (turn: Turn) =>
      page.evaluate<{ rate: number; reason: string }>(
        `(${searchRate.toString()})(globalThis.midstate, ${JSON.stringify(turn)})`,
      );
    const inNode = (turn: Turn) => searchRate(built, turn);
    const pageRates: number[] = [];
    const nodeRates: number[] = [];
    // both begin with code that is not optimised yet
    let [pageTurn, nodeTurn] = [await inPage(TURN), await inNode(TURN)];
    for (let round = 0; round < rounds; round++) {
      pageTurn = await inPage(TURN);
      nodeTurn = await inNode(TURN);
      pageRates.push(pageTurn.rate);
      nodeRates.push(nodeTurn.rate);
    }
    const chromium = figure(`Chromium ${browser.version()}`, pageTurn.reason, pageRates);
    const node = figure(`Node ${machine.node}`, nodeTurn.reason, nodeRates);
    return {
      machine,
      work: 'header-search',
      unit: 'hashes/s',
      rounds,
      chromium,
      node,
      ratio: chromium.rate / node.rate,
    };
  } finally {
    await browser.close();
    site.close();
  }
}

function figure(where: string, reason: string, rates: readonly number[]): RateInHost {
  return { where, reason, rate: median(rates), spread: spread(rates) };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '15' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds: expected a whole number, got ${values.rounds}`);
  if (!hasChromium) throw new Error(`no Chromium at ${chromiumPath}`);
  const report = await measureBoth(rounds);
  const { machine, chromium, node, ratio } = report;
  console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.mhz} MHz, ${machine.os} ${machine.arch}`);
  for (const { where, rate, spread: width, reason } of [node, chromium]) {
    console.log(
      `${where.padEnd(24)} ${(rate / 1e6).toPrecision(3)} MH/s, spread ${(width * 100).toFixed(1)} %; ${reason}`,
    );
  }
  console.log(`in Chromium ${ratio.toFixed(2)} of the rate in Node`);
  if (values.json === undefined) return;
  mkdirSync(dirname(values.json), { recursive: true });
  writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? `bench: ${error.message}` : error);
  process.exitCode = 1;
}
