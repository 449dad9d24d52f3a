import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openStoredChain, storeNetwork } from '../../src/chain/index.ts';
import { networks } from '../../src/consensus/index.ts';
import { openLevelStore } from '../../src/store/level-store.ts';
import { cryptoHasher, idOf } from '../fixtures/easy-headers.ts';
import { genesis, regtestBranch } from '../fixtures/regtest-branches.ts';
import { chainJson } from './chain-command.ts';
import { MAIN, temporaryDirectory } from './midstate-command.ts';

const KILLS = 20;
/** As many headers as the command stores at once: every write takes back what the one before connected. */
const PIECE = 8192;
const PIECES = 4;

/** Two branches above genesis that outgrow each other by turns. */
function reorgInput(): Buffer {
  const pieces: Uint8Array[] = [];
  const branches = [0, 1].map((salt) => regtestBranch(genesis, 0, (PIECE * PIECES) / 2, salt));
  for (let turn = 0; turn < PIECES; turn++) {
    const [from, to] = [turn - 1, turn + 1].map((end) => (Math.max(end, 0) * PIECE) / 2);
    pieces.push(...branches[turn % 2]!.slice(from, to));
  }
  return Buffer.concat(pieces);
}

const input = reorgInput();
const tip = idOf(input.subarray(-80));
const flags = ['--network', 'regtest'];

describe('midstate chain import, killed with SIGKILL', () => {
  it(`leaves a chain that is whole and never goes back, ${KILLS} times over, and comes to the end`, async () => {
    const directory = temporaryDirectory();
    const [data, file] = [join(directory, 'store'), join(directory, 'headers')];
    writeFileSync(file, input);
    let height = 0;
    let interrupted = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const child = spawn(process.execPath, [MAIN, 'chain', 'import', file, '--data', data, ...flags], {
        stdio: 'ignore',
      });
      const ended = new Promise<string | null>((resolve) => child.once('close', (_code, by) => resolve(by)));
      await wait(120 + Math.random() * 300);
      child.kill('SIGKILL');
      if ((await ended) === 'SIGKILL') interrupted++;
      await using store = await openLevelStore(data, { network: storeNetwork(networks.regtest) });
      // every header is judged again: a tip without its ancestors, or a reorg that is torn, does not open
      const { chain } = await openStoredChain({ store, params: networks.regtest, hasher: cryptoHasher });
      expect(chain.tip.height).toBeGreaterThanOrEqual(height);
      ({ height } = chain.tip);
    }
    expect(interrupted).toBeGreaterThan(0);
    expect(await chainJson(data, `import ${file}`, flags)).toMatchObject({ complete: true, tip: { hash: tip } });
    expect(await chainJson(data, 'check')).toMatchObject({ intact: true, network: 'regtest', tip: { hash: tip } });
  });

  it('is stopped by SIGINT with what it took stored, and goes on from there', async () => {
    const data = temporaryDirectory();
    const child = spawn(process.execPath, [MAIN, 'chain', 'import', '-', '--data', data, '--json', ...flags]);
    let stdout = '';
    let stderr = '';
    child.stdin.on('error', () => {}); // what it has not read when it ends
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
    // an input that never ends; the first batches are taken
    child.stdin.write(input.subarray(0, 80 * 20_000));
    while (!existsSync(join(data, 'acknowledged'))) await wait(50);
    await wait(1000);
    child.kill('SIGINT');
    expect(await ended).toBe(1);
    expect(stderr).toBe('midstate: stopped by SIGINT: what came before is stored; run again to go on\n');
    const stopped = JSON.parse(stdout) as { imported: number; tip: { height: number } };
    expect(stopped).toMatchObject({ complete: false, network: 'regtest' });
    expect(stopped.imported).toBeGreaterThan(0);
    expect(await chainJson(data, 'info')).toMatchObject({ tip: stopped.tip });
    expect(await chainJson(data, 'import -', flags, input)).toMatchObject({ complete: true, tip: { hash: tip } });
  });
});
