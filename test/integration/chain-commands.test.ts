import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLevelStore } from '../../src/store/level-store.ts';
import { idOf } from '../fixtures/easy-headers.ts';
import { genesis, reorgFile, rival, trunk } from '../fixtures/regtest-branches.ts';
import { chain, chainJson, importedDirectory } from './chain-command.ts';
import { parseJsonLines, runMidstate, temporaryDirectory } from './midstate-command.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bestChain = [genesis, ...trunk.slice(0, 8), ...rival];

describe('midstate chain header', () => {
  it('explains a header of the best chain by its height', async () => {
    const data = await importedDirectory();
    // Bitcoin Core's difficulty of 207fffff is 4.6565423739069247e-10
    expect(await chainJson(data, 'header 9')).toEqual({
      network: 'regtest',
      hash: idOf(rival[0]!),
      height: 9,
      confirmations: 4,
      version: 0x20000000,
      prevBlockHash: idOf(trunk[7]!),
      merkleRoot: '0000000000000000000000000000000000000000000000000000000000000001',
      time: 1296688602 + 5400,
      medianTimePast: 1296688602 + 3000, // heights 0 to 9: the later of the two in the middle
      bits: '207fffff',
      target: `7fffff${'0'.repeat(58)}`,
      difficulty: 4.6565423739069247e-10,
      nonce: Buffer.from(rival[0]!).readUInt32LE(76),
      work: '0x2',
      chainWork: '0x14',
      nextBlockHash: idOf(rival[1]!),
      header: hex(rival[0]!),
    });
    const { stdout } = await chain(data, 'header 12');
    expect(stdout).toMatch(/^ +height +12, the tip of the best chain$/m);
    expect(stdout).toMatch(/^ +next +none$/m);
    expect(stdout).toMatch(/^ +time +1296695802, 2011-02-03T01:16:42.000Z$/m);
  });

  it('finds one beside the best chain by its hash', async () => {
    const data = await importedDirectory();
    const hash = idOf(trunk[9]!);
    expect(await chainJson(data, `header ${hash.toUpperCase()}`)).toMatchObject({
      height: 10,
      confirmations: -1,
      nextBlockHash: null,
    });
    expect((await chain(data, `header ${hash}`)).stdout).toContain('10, beside the best chain');
  });

  it('says what was expected', async () => {
    const data = await importedDirectory();
    const refusals = [
      ['13', 'expected a height from 0 to 12, got 13'],
      ['f'.repeat(64), `the chain has no header ${'f'.repeat(64)}`],
      ['tip', 'expected a height or a hash of 64 digits, got "tip"'],
    ] as const;
    for (const [word, message] of refusals) {
      const stderr = `midstate: chain header: ${message} (see midstate --help)\n`;
      expect(await chain(data, `header ${word}`)).toMatchObject({ code: 2, stdout: '', stderr });
    }
  });
});

describe('midstate chain export and headers', () => {
  it('give the best chain, which makes the same chain again', async () => {
    const data = await importedDirectory();
    const file = join(temporaryDirectory(), 'headers.bin');
    const report = { network: 'regtest', data, file, headers: 13, from: 0, to: 12 };
    expect(await chainJson(data, `export ${file}`)).toEqual(report);
    expect(readFileSync(file)).toEqual(Buffer.concat(bestChain));
    expect(existsSync(`${file}.partial`)).toBe(false);

    const other = temporaryDirectory();
    expect(await chainJson(other, `import ${file}`)).toMatchObject({ imported: 13, tip: { hash: idOf(rival[3]!) } });
    expect((await chain(other, 'export -', ['--hex'])).stdout).toBe(`${bestChain.map(hex).join('\n')}\n`);
    expect((await chain(other, 'headers')).stdout).toBe(`${bestChain.map(hex).join('\n')}\n`);
    expect(await chainJson(data, `export ${file}`, ['--from', '3', '--to', '4', '--hex'])).toMatchObject({
      headers: 2,
    });
    expect(readFileSync(file, 'utf8')).toBe(`${hex(trunk[2]!)}\n${hex(trunk[3]!)}\n`);
  });

  it('show a part of the chain, with heights and hashes, or as bytes', async () => {
    const data = await importedDirectory();
    const { stdout } = await chain(data, 'headers', ['--from', '8', '--to', '9', '--json']);
    expect(parseJsonLines(stdout)).toEqual([
      { height: 8, hash: idOf(trunk[7]!), header: hex(trunk[7]!) },
      { height: 9, hash: idOf(rival[0]!), header: hex(rival[0]!) },
    ]);
    const raw = await chain(data, 'headers', ['--from', '12', '--raw']);
    expect(raw.stdout).toBe(Buffer.from(rival[3]!).toString());
  });

  it('refuse what they cannot show', async () => {
    const data = await importedDirectory();
    const refusals = [
      ['headers', ['--raw', '--json'], 'chain headers: expected --raw or --json, got both'],
      ['headers', ['--from', '13'], '--from: expected a whole number from 0 to 12, got "13"'],
      ['export -', ['--from', '4', '--to', '3'], '--to: expected a whole number from 4 to 12, got "3"'],
      ['export -', ['--json'], '--json goes with a FILE'],
    ] as const;
    for (const [command, flags, message] of refusals) {
      const { code, stdout, stderr } = await chain(data, command, flags);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(message);
    }
  });

  it('say where a file cannot be written, and leave the one that is there', async () => {
    const data = await importedDirectory();
    const { code, stderr } = await chain(data, `export ${join(data, 'missing', 'file')}`);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^midstate: .*missing\/file cannot be written: ENOENT[^\n]*\n$/);
  });
});

describe('midstate chain on a chain that is mined here', () => {
  it('knows the devnet by itself, with its transactions and its interval', async () => {
    const data = temporaryDirectory();
    await runMidstate(['mine', '--blocks', '2', '--data', data]);
    expect(await chainJson(data, 'check')).toMatchObject({ intact: true, network: 'devnet', headers: 3, bodies: 3 });
    const file = join(temporaryDirectory(), 'headers.bin');
    await chainJson(data, `export ${file}`);
    // a chain of headers alone can be mined on
    const other = temporaryDirectory();
    expect(await chainJson(other, `import ${file}`)).toMatchObject({ complete: true, network: 'devnet', imported: 3 });
    expect(await chainJson(other, 'check')).toMatchObject({ intact: true, bodies: 1 });
    await runMidstate(['mine', '--blocks', '1', '--data', other]);
    expect(await chainJson(other, 'check')).toMatchObject({ intact: true, headers: 4, bodies: 2 });

    const slow = temporaryDirectory();
    await runMidstate(['mine', '--blocks', '1', '--interval', '7', '--data', slow]);
    expect(await chainJson(slow, 'info', ['--network', 'devnet'])).toMatchObject({ targetSpacing: 7, height: 1 });
  });

  it('needs the file of a network that is not known by name', async () => {
    const directory = temporaryDirectory();
    const [data, file] = [join(directory, 'store'), join(directory, 'mine.json')];
    writeFileSync(file, JSON.stringify({ name: 'own', extends: 'regtest', targetSpacing: 60, targetTimespan: 120 }));
    await chainJson(data, 'import -', ['--network', file], reorgFile);
    expect(await chainJson(data, 'info', ['--network', file])).toMatchObject({ network: 'own', height: 12 });
    const without = await chain(data, 'info');
    expect(without).toMatchObject({ code: 2, stdout: '' });
    expect(without.stderr).toContain('--network: expected the file that defines "own", whose chain is in');
    const store = await openLevelStore(data);
    expect(store.network).toMatchObject({ name: 'own', targetSpacing: 60 });
    expect(await chain(data, 'tips', ['--network', file])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('[ERR_STORE_LOCKED]') as string,
    });
    await store.close();
  });
});
