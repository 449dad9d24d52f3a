/** The option `--network`, as `midstate verify headers` takes it. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyHeadersCommand } from '../../src/cli/commands/verify-headers.ts';
import { readHeaders, type InputProgress } from '../../src/cli/header-input.ts';
import { networks } from '../../src/consensus/index.ts';
import { callCommand, expectMisuse } from './command-call.ts';
import { temporaryDirectory } from './midstate-command.ts';

/** A file of these contents. */
function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(temporaryDirectory(), name);
  writeFileSync(file, content);
  return file;
}
const own = { extends: 'regtest', name: 'own' };
const verify = (network: string, genesis = networks.regtest.genesis): ReturnType<typeof callCommand> =>
  callCommand(verifyHeadersCommand, [fileOf('headers', genesis), '--network', network, '--json']);

describe('--network', () => {
  it('takes a known name, and a file by its path, its ending, or its being there', async () => {
    const known = await verify('regtest');
    expect(JSON.parse(known.stdout)).toMatchObject({ valid: true, network: 'regtest' });
    for (const name of ['own.json', 'own', 'own.txt']) {
      const { code, stdout } = await verify(fileOf(name, JSON.stringify(own)));
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ valid: true, network: 'own', headers: 1 });
    }
  });

  it('judges by the rules of the file', async () => {
    // regtest's genesis is no block on a network with a harder limit
    const file = fileOf('own.json', JSON.stringify({ ...own, extends: 'mainnet' }));
    const { code, stdout } = await verify(file);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ valid: false, network: 'own', failedAt: { reject: 'high-hash' } });
  });

  it('reads past a byte order mark', async () => {
    expect((await verify(fileOf('own.json', `\u{feff}${JSON.stringify(own)}`))).code).toBe(0);
  });

  const { genesisHash } = networks.mainnet;
  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'own.json, line 1, column 1: expected a value, got the end'],
    [
      'a comma too many',
      '{\n  "extends": "regtest",\n}',
      'own.json, line 3, column 1: expected a name in double quotes',
    ],
    ['headers', networks.regtest.genesis, 'own.json, line 1, column 1: expected a value, got '],
    ['a list', '[]', 'own.json: network: expected an object of fields, got an object (Array)'],
    ['a field that is wrong', '{"extends": 5, "name": "own"}', 'own.json: network.extends: expected one of mainnet,'],
    ['a field that is missing', '{"extends": "regtest"}', 'own.json: network.name: expected a name that is not taken'],
    [
      'the hash of another genesis',
      JSON.stringify({ ...own, genesisHash }),
      `own.json: network.genesisHash: expected the hash of genesis, ${networks.regtest.genesisHash}, got ${genesisHash}`,
    ],
    ['far too much', ' '.repeat(2 ** 20 + 1), 'own.json: expected at most 1048576 bytes of JSON, got 1048577 or more'],
  ])('refuses a file of %s with one clear line', async (_what, content, message) => {
    const file = fileOf('own.json', content);
    await expectMisuse(verifyHeadersCommand, ['-', '--network', file], `--network: ${file.slice(0, -8)}${message}`);
  });

  it('refuses a name that is not known, a file that is not there, and a directory', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'inner'));
    const refuse = (name: string, message: string): Promise<void> =>
      expectMisuse(verifyHeadersCommand, ['-', '--network', name], `--network: ${message}`);
    await refuse(
      'litecoin',
      'expected mainnet, testnet3, testnet4, signet, regtest, devnet or a JSON file, got "litecoin"',
    );
    await refuse('', 'expected mainnet,');
    await refuse('missing.json', 'missing.json: cannot be read (ENOENT');
    await refuse(join(directory, 'missing'), `${directory}/missing: cannot be read (ENOENT`);
    if (existsSync('/dev/zero'))
      await refuse('/dev/zero', '/dev/zero: expected at most 1048576 bytes of JSON, got 1048577 or more');
    await refuse(join(directory, 'inner'), `${directory}/inner: cannot be read (EISDIR`);
  });
});

it('reading headers tells how much of a file was read', async () => {
  const genesis = networks.regtest.genesis;
  const many = new Uint8Array(5000 * 80);
  for (let at = 0; at < many.length; at += 80) many.set(genesis, at);
  const progress: InputProgress[] = [];
  let headers = 0;
  const source = readHeaders(fileOf('headers', many), undefined, (read) => progress.push(read));
  for await (const item of source) headers += item.length / 80;
  expect(headers).toBe(5000);
  expect(progress.length).toBeGreaterThan(1);
  expect(progress.at(-1)).toEqual({ bytes: 400_000, totalBytes: 400_000 });
  expect(progress.map(({ bytes }) => bytes)).toEqual(progress.map(({ bytes }) => bytes).toSorted((a, b) => a - b));
});
