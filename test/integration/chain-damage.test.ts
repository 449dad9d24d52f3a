import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { storeNetwork } from '../../src/chain/index.ts';
import { networks } from '../../src/consensus/index.ts';
import { openLevelStore } from '../../src/store/level-store.ts';
import { idOf } from '../fixtures/easy-headers.ts';
import { genesis, reorgFile, rival, trunk } from '../fixtures/regtest-branches.ts';
import { chain, chainJson, importedDirectory } from './chain-command.ts';
import { parseJsonLines, runMidstate, temporaryDirectory } from './midstate-command.ts';

/** Flips one bit of the file of a store that holds these bytes. */
function flipBitOf(data: string, bytes: Uint8Array): void {
  const names = readdirSync(data).filter((name) => /\.(?:log|ldb)$/.test(name));
  const name = names.find((candidate) => readFileSync(join(data, candidate)).includes(Buffer.from(bytes)));
  const path = join(data, name!);
  const at = readFileSync(path).lastIndexOf(Buffer.from(bytes));
  const file = openSync(path, 'r+');
  const byte = new Uint8Array(1);
  readSync(file, byte, 0, 1, at);
  byte[0]! ^= 1;
  writeSync(file, byte, 0, 1, at);
  closeSync(file);
}

describe('midstate chain check', () => {
  it('says what is there when nothing is wrong', async () => {
    const data = await importedDirectory();
    expect(await chainJson(data, 'check')).toEqual({
      intact: true,
      data,
      network: 'regtest',
      lowest: 0,
      tip: { height: 12, hash: idOf(rival[3]!) },
      headers: 13,
      branchHeaders: 2,
      bodies: 0,
    });
    const { code, stdout } = await chain(data, 'check');
    expect(code).toBe(0);
    expect(stdout).toContain('whole: 13 headers of regtest');
  });

  it('tells a flipped bit, and how to go on; a rebuild and an import mend it', async () => {
    const data = await importedDirectory();
    flipBitOf(data, rival[3]!.subarray(36));
    const report = await chain(data, 'check', ['--json']);
    expect(report.code).toBe(1);
    expect(parseJsonLines(report.stdout)).toMatchObject([
      { intact: false, data, problem: expect.any(String) as string, rebuild: `midstate chain rebuild --data ${data}` },
    ]);
    const text = await chain(data, 'check');
    expect(text).toMatchObject({ code: 1, stderr: '' });
    expect(text.stdout).toMatch(/^damaged: [^\n]+\n/);
    expect(text.stdout).toContain(`midstate chain rebuild --data ${data}`);
    // every other command says so as well, and shows nothing
    const info = await chain(data, 'info');
    expect(info).toMatchObject({ code: 1, stdout: '' });
    expect(info.stderr).toContain('[ERR_STORE_CORRUPT]');

    const rebuilt = (await chainJson(data, 'rebuild', ['--network', 'regtest'])) as { backup: string };
    expect(rebuilt).toMatchObject({ data, problem: expect.any(String) as string });
    expect(existsSync(rebuilt.backup)).toBe(true);
    expect(await chainJson(data, 'import -', ['--network', 'regtest'], reorgFile)).toMatchObject({
      complete: true,
      tip: { height: 12, hash: idOf(rival[3]!) },
    });
    expect(await chainJson(data, 'check')).toMatchObject({ intact: true, headers: 13 });
  });

  it('tells a command that a shell takes, whatever the name of the directory', async () => {
    const data = join(temporaryDirectory(), "it's q");
    await chainJson(data, 'import -', [], reorgFile);
    flipBitOf(data, rival[3]!.subarray(36));
    const rebuild = `midstate chain rebuild --data '${data.replace("'", String.raw`'\''`)}'`;
    expect(parseJsonLines((await chain(data, 'check', ['--json'])).stdout)).toMatchObject([{ data, rebuild }]);
    expect((await chain(data, 'check')).stdout).toMatch(/^ +can be kept +heights 0 to \d+$/m);
    expect((await chain(data, 'check')).stdout).toContain(`${rebuild}\n`);
    expect((await chain(data, 'info')).stderr).toContain(`${rebuild} keeps`);
  });

  it('says that nothing can be kept where nothing can', async () => {
    const data = await importedDirectory();
    for (const file of readdirSync(data).filter((name) => name.endsWith('.log'))) truncateSync(join(data, file));
    const { code, stdout } = await chain(data, 'check');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ +can be kept +nothing$/m);
    expect(stdout).toMatch(/^ +to begin anew +midstate chain rebuild/m);
  });

  it('says that the network must be named where the store cannot say it', async () => {
    const data = await importedDirectory();
    for (const file of readdirSync(data).filter((name) => name.endsWith('.log'))) truncateSync(join(data, file));
    const { code, stderr } = await chain(data, 'rebuild');
    expect(code).toBe(1);
    expect(stderr).toContain('its network cannot be read any more, and must be named to rebuild it');
    expect(stderr).toContain(`midstate chain rebuild --data ${data} --network NAME begins anew`);
    expect(await chainJson(data, 'rebuild', ['--network', 'regtest'])).toMatchObject({ kept: null });
  });

  it('tells a header that breaks a rule, which no checksum shows; a rebuild drops it and what is above', async () => {
    const data = await importedDirectory();
    const store = await openLevelStore(data);
    const wrong = Uint8Array.from(rival[1]!);
    wrong[75] = 0x1d;
    const body = new Uint8Array(0);
    await store.append([wrong, ...rival.slice(2)].map((header, i) => ({ height: 10 + i, header, body })));
    await store.close();
    const report = await chain(data, 'check', ['--json']);
    expect(report.code).toBe(1);
    const problem = 'stored block 10 breaks the rule high-hash';
    expect(parseJsonLines(report.stdout)).toMatchObject([{ intact: false, problem, readable: { lowest: 0, tip: 9 } }]);

    // the branch that is kept beside it, of two more above height 8, has the most work now
    const rebuilt = await chainJson(data, 'rebuild');
    expect(rebuilt).toMatchObject({
      problem,
      dropped: problem,
      kept: { lowest: 0, tip: 10 },
      lost: { lowest: 11, tip: 12 },
    });
    expect(await chainJson(data, 'info')).toMatchObject({ tip: { height: 10, hash: idOf(trunk[9]!) } });
    expect((await chain(data, 'check')).code).toBe(0);
  });

  it('tells transactions that are not those of their header', async () => {
    const data = join(temporaryDirectory(), 'store');
    await runMidstate(['mine', '--blocks', '2', '--data', data]);
    const store = await openLevelStore(data);
    const headers: Uint8Array[] = [];
    for await (const chunk of store.headers(1, 2)) headers.push(chunk.slice(0, 80), chunk.slice(80, 160));
    const bodies = [(await store.body(1))!, (await store.body(2))!];
    bodies[0]![60]! ^= 1;
    await store.append([1, 2].map((height) => ({ height, header: headers[height - 1]!, body: bodies[height - 1]! })));
    await store.close();
    const report = await chain(data, 'check', ['--json']);
    const problem = 'the transactions of block 1 are not those of its header';
    expect(report.code).toBe(1);
    expect(parseJsonLines(report.stdout)).toMatchObject([{ problem, readable: { lowest: 0, tip: 0 } }]);
    expect(await chainJson(data, 'rebuild')).toMatchObject({
      kept: { lowest: 0, tip: 0 },
      lost: { lowest: 1, tip: 2 },
    });
  });
});

describe('midstate chain rebuild', () => {
  it('leaves a chain alone in which nothing is wrong, unless it is forced', async () => {
    const data = await importedDirectory();
    const refused = await chain(data, 'rebuild');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('nothing is wrong with the chain');
    const { code, stdout } = await chain(data, 'rebuild', ['--force']);
    expect(code).toBe(0);
    expect(stdout).toContain('rebuilt: 13 headers');
    expect(stdout).toMatch(/lost +nothing that is known of/);
    expect(stdout).toMatch(/^ +old store +\//m);
    expect(stdout).not.toContain('damaged store');
    expect(await chainJson(data, 'check')).toMatchObject({ headers: 13, branchHeaders: 2 });
  });

  it('is finished by the next command when it was stopped before its last step', async () => {
    const data = await importedDirectory();
    renameSync(data, `${data}.rebuilt`);
    expect(await chainJson(`${data}/`, 'info')).toMatchObject({ data, height: 12 });
    expect(existsSync(`${data}.rebuilt`)).toBe(false);
  });

  it('says that another command has the chain open', async () => {
    const data = temporaryDirectory();
    await using store = await openLevelStore(data, { network: storeNetwork(networks.regtest) });
    await store.append([{ height: 0, header: genesis, body: new Uint8Array(0) }]);
    for (const command of ['check', 'rebuild', 'import -']) {
      const { code, stdout, stderr } = await chain(data, command, [], reorgFile);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('stop the command that mines or imports there first [ERR_STORE_LOCKED]');
    }
  });
});
