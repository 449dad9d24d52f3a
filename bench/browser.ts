/**
 * How near this package's rate in headless Chromium comes to its rate in Node: `node bench/browser.ts`.
 *
 * Both run the build in `dist`, on one thread, or at the work `miner` on as many workers as there are cores, in turns: while the page works, this process waits, and the other way
 * round. Chromium is `CHROMIUM_PATH` or Debian's. Measured, not asserted anywhere.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { hasChromium, chromiumPath, launchChromium, serveSite } from '../test/browser/chromium.ts';
import { browserWorks, type BrowserWork, type Modules } from './browser-works.ts';
import { madeNetwork } from './made-chain.ts';
import { describeMachine } from './machine.ts';
import { formatRate, type BrowserReport, type RateInHost } from './report.ts';
import { root } from './root.ts';
import { median, spread } from './statistics.ts';

const HELP = `node bench/browser.ts [options]

Times one work in headless Chromium and in this Node, and prints both rates and their ratio.

  --work NAME   ${browserWorks.map(({ work }) => work).join(', ')}; by default the first
  --rounds N    turns for each; by default ${browserWorks.map(({ work, rounds }) => `${rounds} of ${work}`).join(', ')}
  --json FILE   also write the figures to FILE
  --help        this text
`;

/** Serves bytes to a page of any origin, on a free port of this machine. */
async function serveBytes(bytes: Uint8Array): Promise<{ url: string; close(): void }> {
  const server = createServer((_, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => void server.close() };
}

async function measureBoth({ work, unit, settings, turn, data }: BrowserWork, rounds: number): Promise<BrowserReport> {
  const machine = describeMachine();
  const bytes = data();
  const load = async (path: string): Promise<unknown> => import(new URL(path, root).href);
  const modules = {
    midstate: await load('dist/index.js'),
    chain: await load('dist/chain/index.js'),
    consensus: await load('dist/consensus/index.js'),
  } as Modules;
  const site = await serveSite({});
  const served = await serveBytes(bytes);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(site.url);
    await page.evaluate(`(async () => {
      const [midstate, chain, consensus] = await Promise.all(
        ['/dist/index.js', '/dist/chain/index.js', '/dist/consensus/index.js'].map((path) => import(path)));
      globalThis.benchModules = { midstate, chain, consensus };
      globalThis.benchData = new Uint8Array(await (await fetch('${served.url}')).arrayBuffer());
    })()`);
    const inPage = () =>
      page.evaluate<{ rate: number; reason: string }>(
        `(${turn.toString()})(benchModules, ${JSON.stringify(settings)}, benchData, ${madeNetwork.toString()})`,
      );
    const inNode = () => turn(modules, settings, bytes, madeNetwork);
    const pageRates: number[] = [];
    const nodeRates: number[] = [];
    // both begin with code that is not optimised yet
    let [pageTurn, nodeTurn] = [await inPage(), await inNode()];
    for (let round = 0; round < rounds; round++) {
      pageTurn = await inPage();
      nodeTurn = await inNode();
      pageRates.push(pageTurn.rate);
      nodeRates.push(nodeTurn.rate);
    }
    const chromium = figure(`Chromium ${browser.version()}`, pageTurn.reason, pageRates);
    const node = figure(`Node ${machine.node}`, nodeTurn.reason, nodeRates);
    return { machine, work, unit, rounds, chromium, node, ratio: chromium.rate / node.rate };
  } finally {
    await browser.close();
    site.close();
    served.close();
  }
}

function figure(where: string, reason: string, rates: readonly number[]): RateInHost {
  return { where, reason, rate: median(rates), spread: spread(rates) };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      work: { type: 'string', default: browserWorks[0]!.work },
      rounds: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const work = browserWorks.find((candidate) => candidate.work === values.work);
  if (work === undefined)
    throw new Error(`--work: expected ${browserWorks.map((known) => known.work).join(' or ')}, got ${values.work}`);
  const rounds = Number(values.rounds ?? work.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds: expected a whole number, got ${values.rounds}`);
  if (!hasChromium) throw new Error(`no Chromium at ${chromiumPath}`);
  const report = await measureBoth(work, rounds);
  const { machine, unit, chromium, node, ratio } = report;
  console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.mhz} MHz, ${machine.os} ${machine.arch}`);
  for (const { where, rate, spread: width, reason } of [node, chromium]) {
    console.log(`${where.padEnd(24)} ${formatRate(rate, unit)}, spread ${(width * 100).toFixed(1)} %; ${reason}`);
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
