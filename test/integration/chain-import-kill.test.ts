import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStoredChain, storeNetwork } from '../../src/chain/index.ts';
import { networks } from '../../src/consensus/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import { openLevelStore } from '../../src/store/level-store.ts';
import { idOf } from '../fixtures/easy-headers.ts';
import { genesis, regtestBranch } from '../fixtures/regtest-branches.ts';
import { chainJson } from './chain-command.ts';
import { makeOneFileScript } from './one-file-script.ts';
import { fastDirectory } from './level-database.ts';
import { MAIN, temporaryDirectory } from './midstate-command.ts';

const KILLS = 20;
/** As many headers as the command stores at once: every write takes back what the one before connected. */
const PIECE = 8192;
const PIECES = 3;

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

/** How many bytes stand in the logs of a store: every header that it holds is there before it is anywhere else. */
function logSize(data: string): number {
  const names = existsSync(data) ? readdirSync(data).filter((name) => name.endsWith('.log')) : [];
  return names.reduce((size, name) => size + (statSync(join(data, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}

const hasher = await createEngine();
const input = reorgInput();
const tip = idOf(input.subarray(-80));
const flags = ['--network', 'regtest'];

describe('midstate chain import, killed with SIGKILL', () => {
  it(`leaves a chain that is whole and never goes back, ${KILLS} times over, and comes to the end`, async () => {
    const directory = mkdtempSync(join(fastDirectory, 'midstate-import-kill-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'headers');
    writeFileSync(file, input);
    const script = await makeOneFileScript('dist/cli/main.js', join(directory, 'script'));
    let stores = 0;
    let data = join(directory, 'store');
    let height = 0;
    let grown = 0;
    for (let kill = 0; kill < KILLS;) {
      const child = spawn(process.execPath, [script, 'chain', 'import', file, '--data', data, ...flags], {
        stdio: 'ignore',
      });
      const ended = new Promise<string | null>((resolve) => child.once('close', (_code, by) => resolve(by)));
      let over = false;
      void ended.then(() => (over = true));
      // some die while the store is opened, the others after they have written something, or while they do
      if (kill % 3 === 0) await wait(50 + Math.random() * 150);
      else while (!over && logSize(data) < 40 * PIECE) await wait(5);
      if (kill % 3 === 1) await wait(Math.random() * 100);
      child.kill('SIGKILL');
      const wasKilled = (await ended) === 'SIGKILL';
      await using store = await openLevelStore(data, { network: storeNetwork(networks.regtest) });
      // every header is judged again: a tip without its ancestors, or a reorg that is torn, does not open
      const { chain } = await openStoredChain({ store, params: networks.regtest, hasher });
      expect(chain.tip.height).toBeGreaterThanOrEqual(height);
      if (wasKilled) kill++;
      if (wasKilled && chain.tip.height > height) grown++;
      ({ height } = chain.tip);
      if (chain.tip.hashHex !== tip) continue;
      // nothing is left to import: a new store
      data = join(directory, `store-${++stores}`);
      height = 0;
    }
    // the kills met commands that had stored something
    expect(grown).toBeGreaterThan(KILLS / 4);
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
    child.stdin.write(input.subarray(0, input.length / 2));
    while (logSize(data) < 80 * PIECE) await wait(20);
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
