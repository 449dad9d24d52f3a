import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { networks } from '../../src/consensus/index.ts';
import { GENESIS_TIME, idOf, mineEasy } from '../fixtures/easy-headers.ts';
import { genesis, regtestBranch, reorgFile, rival, trunk } from '../fixtures/regtest-branches.ts';
import { chain, chainJson, importedDirectory } from './chain-command.ts';
import { callMidstate } from './command-call.ts';
import { parseJsonLines, temporaryDirectory } from './midstate-command.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('midstate chain import', () => {
  it('begins a chain of the network whose genesis comes first, and keeps branches and reorgs', async () => {
    const data = join(temporaryDirectory(), 'new', 'directory');
    expect(await chainJson(data, 'import -', [], reorgFile)).toMatchObject({
      complete: true,
      network: 'regtest',
      data,
      imported: 15,
      duplicates: 0,
      tip: { height: 12, hash: idOf(rival[3]!) },
      chainWork: '0x1a', // 13 headers of work 2
      unchecked: {},
    });
    const tips = parseJsonLines((await chain(data, 'tips', ['--json'])).stdout);
    expect(tips).toEqual([
      { height: 12, hash: idOf(rival[3]!), branchLength: 0, forkHeight: 12, status: 'active', chainWork: '0x1a' },
      { height: 10, hash: idOf(trunk[9]!), branchLength: 2, forkHeight: 8, status: 'headers-only', chainWork: '0x16' },
    ]);
  });

  it('goes on where it stands, counts what was there, and takes lines of digits too', async () => {
    const data = temporaryDirectory();
    const lines = [genesis, ...trunk].map(hex);
    await chainJson(data, 'import -', [], `${lines.slice(0, 5).join('\n')}\n`);
    expect(await chainJson(data, 'import -', [], lines.join('\n'))).toMatchObject({ imported: 6, duplicates: 5 });
    expect(await chainJson(data, 'import -', [], reorgFile)).toMatchObject({ imported: 4, duplicates: 11, reorgs: 1 });
    const text = await chain(data, 'import -', [], reorgFile);
    expect(text.stdout).toContain('imported: 0 new headers of regtest into');
    expect(text.stdout).toMatch(/repeated +15 were there already/);
  });

  it('stores what stands before a header that is refused, and says which one it is', async () => {
    const data = temporaryDirectory();
    const broken = Uint8Array.from(trunk[3]!);
    broken[75] = 0x1d; // its bits ask for more work than it has
    const file = join(data, 'headers');
    writeFileSync(file, Buffer.concat([genesis, ...trunk.slice(0, 3), broken, ...trunk.slice(4)]));
    const store = join(data, 'store');
    const { code, stdout } = await chain(store, `import ${file}`, ['--json']);
    expect(code).toBe(1);
    expect(parseJsonLines(stdout)).toMatchObject([
      { complete: false, imported: 4, failedAt: { index: 4, height: 4, reject: 'high-hash' }, tip: { height: 3 } },
    ]);
    const text = await chain(store, `import ${file}`);
    expect(text.code).toBe(1);
    expect(text.stdout).toContain('refused: header 4 (height 4) breaks the rule high-hash');
    expect(await chainJson(store, 'info')).toMatchObject({ height: 3 });
  });

  it('says what it had stored of an input that turns out to be malformed', async () => {
    const data = join(temporaryDirectory(), 'store');
    const cut = Buffer.concat([genesis, ...regtestBranch(genesis, 0, 8999, 0), Buffer.alloc(5)]);
    const { code, stdout, stderr } = await chain(data, 'import -', [], cut);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('got 5 more bytes behind 9000 whole headers; stored before it: 8,192 new headers (see');
    expect(await chainJson(data, 'info')).toMatchObject({ height: 8191 });
    expect((await chain(data, 'import -', [], cut)).stderr).toContain('stored before it: nothing');
    const missing = await chain(data, `import ${data}.none`);
    expect(missing.stderr).not.toContain('stored before it');
  });

  it('names the parent of a header whose place is not known', async () => {
    const data = await importedDirectory();
    const [parent, orphan] = regtestBranch(trunk[9]!, 10, 2, 2);
    const { code, stdout } = await chain(data, 'import -', ['--json'], Buffer.concat([trunk[0]!, orphan!]));
    expect(code).toBe(1);
    expect(parseJsonLines(stdout)).toMatchObject([
      { failedAt: { index: 1, height: null, parent: idOf(parent!), reject: 'prev-blk-not-found' } },
    ]);
    const text = await chain(data, 'import -', [], orphan);
    expect(text.stdout).toContain('refused: header 0 breaks the rule prev-blk-not-found, but may be valid later\n');
    expect(text.stdout).toMatch(new RegExp(`^ +unknown parent +${idOf(parent!)}$`, 'm'));
  });

  it('begins at a trusted header, and only there from then on', async () => {
    const data = temporaryDirectory();
    const flags = ['--anchor-height', '5', '--network', 'regtest'];
    const above = Buffer.concat(trunk.slice(4));
    expect(await chainJson(data, 'import -', flags, above)).toMatchObject({ imported: 6, tip: { height: 10 } });
    expect(await chainJson(data, 'import -', flags, above)).toMatchObject({ imported: 0, duplicates: 6 });
    expect(await chainJson(data, 'import -', [], Buffer.concat(rival))).toMatchObject({
      imported: 4,
      tip: { height: 12 },
    });
    expect(await chainJson(data, 'info')).toMatchObject({ lowest: 5, height: 12, branches: 1 });
    expect((await chain(data, 'info')).stdout).toMatch(
      /anchor +height 5 .*\n.*\n.*\n.*\n +chain work +0x10 since the anchor/,
    );
    expect((await chain(data, 'header 4')).stderr).toContain('expected a height from 5 to 12, got 4');
    const elsewhere = await chain(data, 'import -', ['--anchor-height', '6'], Buffer.concat(trunk.slice(5)));
    expect(elsewhere).toMatchObject({ code: 1, stdout: '' });
    expect(elsewhere.stderr).toMatch(/begins at height 5 [0-9a-f]{64}, and not at height 6 .*\[ERR_STORE_MISMATCH\]/);

    const noWork = await chain(temporaryDirectory(), 'import -', flags, Buffer.alloc(80));
    expect(noWork).toMatchObject({ code: 2, stdout: '' });
    expect(noWork.stderr).toContain('--anchor-height: the first header, ');
    expect(noWork.stderr).toContain('breaks the rule high-hash of regtest');
  });

  it('counts as unchecked of a trusted header what the check of a file counts', async () => {
    const flags = ['--anchor-height', '5', '--network', 'regtest', '--json'];
    const above = Buffer.concat(trunk.slice(4));
    const data = temporaryDirectory();
    // of 6 headers none has 11 below it, nor the start of its period; the anchor is judged by its work alone
    const unchecked = { 'bad-diffbits': 6, 'time-too-old': 6, 'time-too-new': 1, 'bad-version': 1 };
    const imported = await chain(data, 'import -', flags, above);
    const verified = await callMidstate(['verify', 'headers', '-', ...flags], { stdin: above });
    for (const { stdout } of [imported, verified])
      expect(parseJsonLines(stdout)).toMatchObject([{ unchecked, tip: { height: 10 } }]);
    // the second time none is new
    expect(await chainJson(data, 'import -', flags.slice(0, -1), above)).toMatchObject({ imported: 0, unchecked: {} });
  });

  it('begins no store with headers that cannot begin one', async () => {
    const data = join(temporaryDirectory(), 'store');
    const above = Buffer.concat(trunk.slice(4));
    const { code, stderr } = await chain(data, 'import -', ['--network', 'regtest'], above);
    expect(code).toBe(2);
    expect(stderr).toContain(
      `standard input: expected the genesis of regtest or the header on top of it, got ${idOf(trunk[4]!)}; with --anchor-height`,
    );
    await chain(data, 'import -', ['--network', 'signet'], reorgFile);
    const deep = await chain(data, 'import -', ['--anchor-height', '5'], reorgFile);
    expect(deep).toMatchObject({ code: 2, stdout: '' });
    expect(deep.stderr).toContain('the first header is the genesis of regtest, which is not at height 5');
    expect(existsSync(data)).toBe(false);
    expect(await chainJson(data, 'import -', ['--anchor-height', '5', '--network', 'regtest'], above)).toMatchObject({
      tip: { height: 10 },
    });
  });

  it('tells the time of a header that is refused for it, and its own beside', async () => {
    const early = mineEasy({ parent: trunk[9]!, time: GENESIS_TIME, version: 0x20000000 });
    const { stdout } = await chain(await importedDirectory(), 'import -', [], early);
    expect(stdout).toContain('breaks the rule time-too-old');
    expect(stdout).toMatch(new RegExp(`^ +time +${GENESIS_TIME}$`, 'm'));
    expect(stdout).toMatch(/^ +took +.* headers\/s/m);
  });

  it.each([
    [[], '', 'standard input: expected headers, got none'],
    [[], Buffer.concat(trunk), '--network: expected the network of the new chain in '],
    [['--network', 'signet'], reorgFile, 'standard input: expected headers of signet, got the genesis of regtest'],
    [[], reorgFile.subarray(0, 85), 'got 5 more bytes behind 1 whole headers; stored before it: nothing'],
  ])('refuses %j with one clear line', async (flags, stdin, message) => {
    const { code, stdout, stderr } = await chain(temporaryDirectory(), 'import -', flags, stdin);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('does not take the headers of one network into the chain of another', async () => {
    const data = await importedDirectory();
    const mixed = await chain(data, 'import -', [], networks.mainnet.genesis);
    expect(mixed).toMatchObject({ code: 2, stdout: '' });
    expect(mixed.stderr).toContain('standard input: expected headers of regtest, got the genesis of mainnet');
    for (const command of ['headers', 'import -', 'rebuild']) {
      const wrong = await chain(data, command, ['--network', 'testnet4'], reorgFile);
      expect(wrong, command).toMatchObject({ code: 2, stdout: '' });
      expect(wrong.stderr, command).toContain(`${data} holds a chain of regtest, got testnet4`);
    }
  });
});
