/** docs/cloudflare-worker.md: its Workers, bundled as it says, in workerd. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networks } from '../../src/consensus/index.ts';
import { searchMessage, type MessageJob } from '../../src/miner/index.ts';
import { concatBytes } from '../../src/primitives/index.ts';
import { codeBlocks, root } from './code-blocks.ts';
import { hasTools, writeProject } from './guide-project.ts';
import { hasWorkerd, runWorker, type RunningWorker } from './workerd.ts';

const isRun = hasTools && hasWorkerd;
if (!isRun)
  console.log('The guide to Cloudflare Workers is not tested: there is no workerd (npm --prefix test/hosts ci).');

describe.skipIf(!isRun)('the guide to Cloudflare Workers', () => {
  const directory = mkdtempSync(join(tmpdir(), 'midstate-workerd-'));
  let running: RunningWorker[] = [];
  beforeAll(async () => {
    writeProject(directory, 'docs/cloudflare-worker.md');
    running = await Promise.all([
      runWorker(directory, 'worker.js', { SECRET: 'not a secret' }),
      runWorker(directory, 'headers-worker.js'),
      runWorker(directory, 'worker.js', { SECRET: 'another' }),
    ]);
  });
  afterAll(async () => {
    await Promise.all(running.map((worker) => worker.stop()));
    rmSync(directory, { recursive: true, force: true });
  });

  const post = async (worker: number, body: BodyInit): Promise<Response> =>
    fetch(running[worker]!.url, { method: 'POST', body });

  /** A challenge of the first Worker, and its solution. */
  async function solved(): Promise<{ prefix: string; nonce: number }> {
    const { prefix, target } = (await (await fetch(running[0]!.url)).json()) as {
      prefix: string;
      target: MessageJob['target'];
    };
    const job = { prefix: new TextEncoder().encode(prefix), encoding: 'decimal', target } as const;
    const result = await searchMessage(job, { threads: 1, streams: 3 });
    if (result.status !== 'found') throw new Error('expected a solution');
    return { prefix, nonce: result.nonce };
  }

  async function answered(worker: number, answer: unknown): Promise<[number, string]> {
    const response = await post(worker, JSON.stringify(answer));
    return [response.status, await response.text()];
  }

  it('has a Worker that accepts the solution of its challenge, and refuses every other', async () => {
    const { prefix, nonce } = await solved();
    expect(await answered(0, { prefix, nonce })).toEqual([200, 'welcome']);
    expect(await answered(0, { prefix, nonce: nonce + 1 })).toEqual([403, 'not solved']);
    expect(await answered(0, { prefix, nonce: String(nonce) })).toEqual([400, 'malformed']);
    expect(await answered(0, { prefix: 'anything', nonce })).toEqual([400, 'malformed']);
    expect(await answered(2, { prefix, nonce })).toEqual([403, 'not ours']);
    expect(await answered(0, { prefix: `1000000000000${prefix.slice(13)}`, nonce })).toEqual([403, 'too late']);
  });

  const mainnet = readFileSync(`${root}bench/works/mainnet-headers.bin`);

  it('has a Worker that checks headers with the SIMD kernel', async () => {
    const headers = Uint8Array.from(concatBytes(networks.mainnet.genesis, mainnet));
    expect(await (await post(1, headers)).json()).toEqual({ backend: 'simd', height: 256 });
    // several at once, in one isolate
    const answers = await Promise.all(Array.from({ length: 4 }, async () => (await post(1, headers)).json()));
    expect(answers).toEqual(Array.from({ length: 4 }, () => ({ backend: 'simd', height: 256 })));
    headers[80 * 200 + 79]! ^= 1;
    expect(await (await post(1, headers)).json()).toEqual({ backend: 'simd', height: 199, rejected: 'high-hash' });
    expect((await post(1, headers.slice(1))).status).toBe(400);
    expect(running[1]!.output()).toBe('');
  });

  it('names the options of the bundler that the Workers are bundled with here', () => {
    const block = codeBlocks('docs/cloudflare-worker.md').find(({ language }) => language === 'sh');
    for (const option of ['--bundle', '--format=esm', '--conditions=workerd', '--loader:.wasm=copy'])
      expect(block!.code).toContain(option);
  });
});
