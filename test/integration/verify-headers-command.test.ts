import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callMidstate } from './command-call.ts';
import { parseJsonLines, temporaryDirectory, type Ended } from './midstate-command.ts';

// Bitcoin blocks 0 to 2
const HEADERS = [
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c',
  '010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299',
  '010000004860eb18bf1b1620e37e9490fc8a427514416fd75159ab86688e9a8300000000d5fdcc541e25de1c7a5addedf24858b8bb665c9f36ef744ee42c316022c90f9bb0bc6649ffff001d08d2bd61',
] as const;
const BLOCK_1_HASH = '00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048';
const BLOCK_2_HASH = '000000006a625f06636b8bb6ac7b960a8d03705d1ace08b1a19da3fdcc99ddbd';

const verify = (file: string, flags: string[] = [], stdin: Uint8Array | string = ''): Promise<Ended> =>
  callMidstate(['verify', 'headers', file, '--network', 'mainnet', ...flags], { stdin });

const raw = (...headers: readonly string[]): Buffer => Buffer.from(headers.join(''), 'hex');

describe('midstate verify headers', () => {
  it.each([
    ['raw bytes', raw(...HEADERS)],
    ['hex lines', `${HEADERS.join('\n')}\n`],
    ['hex lines of a Windows file, with blank lines and no end', `\r\n${HEADERS.join('\r\n\r\n').toUpperCase()}`],
  ])('accepts %s on standard input', async (_, stdin) => {
    const { code, stdout } = await verify('-', ['--json'], stdin);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: true,
      network: 'mainnet',
      headers: 3,
      tip: { height: 2, hash: BLOCK_2_HASH },
      chainWork: '0x300030003',
      unchecked: {},
    });
  });

  it('reports the first header that breaks a rule, with its facts', async () => {
    const broken = HEADERS[1].replace(/99$/, '98'); // the nonce is off by one in its highest byte
    const { code, stdout } = await verify('-', ['--json'], raw(HEADERS[0], broken, HEADERS[2]));
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as { valid: boolean; accepted: number; failedAt: Record<string, unknown> };
    expect(report).toMatchObject({ valid: false, accepted: 1, failedAt: { index: 1, height: 1, reject: 'high-hash' } });
    expect(report.failedAt['hash']).toMatch(/^[0-9a-f]{64}$/);

    const text = await verify('-', [], raw(HEADERS[0], HEADERS[2]));
    expect(text.code).toBe(1);
    expect(text.stdout).toContain('header 1 breaks the rule prev-blk-not-found, but may be valid later\n');
    expect(text.stdout).toMatch(new RegExp(`^ +unknown parent +${BLOCK_1_HASH}$`, 'm'));
    expect(text.stdout).not.toContain('hint');
    const orphan = await verify('-', ['--json'], raw(HEADERS[0], HEADERS[2]));
    expect(JSON.parse(orphan.stdout)).toMatchObject({
      failedAt: { index: 1, height: null, hash: BLOCK_2_HASH, parent: BLOCK_1_HASH, reject: 'prev-blk-not-found' },
    });
  });

  it('says how headers are checked that begin elsewhere', async () => {
    const hint =
      'expected the genesis of mainnet or the header on top of it, got ' +
      `${BLOCK_2_HASH}; with --anchor-height a chain may begin anywhere`;
    const json = await verify('-', ['--json'], raw(HEADERS[2]));
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      failedAt: { index: 0, height: null, parent: BLOCK_1_HASH, reject: 'prev-blk-not-found' },
      hint,
    });
    const text = await verify('-', [], raw(HEADERS[2]));
    expect(text.stdout).toContain('header 0 breaks the rule');
    expect(text.stdout).toContain(hint);
    const other = await callMidstate(['verify', 'headers', '-', '--network', 'signet'], { stdin: raw(...HEADERS) });
    expect(other.code).toBe(1);
    expect(other.stdout).toMatch(/^ +hint +expected headers of signet, got the genesis of mainnet$/m);
  });

  it('takes no genesis for a header above height 0', async () => {
    const { code, stdout, stderr } = await verify('-', ['--anchor-height', '40000'], raw(...HEADERS));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(
      '--anchor-height: the first header is the genesis of mainnet, which is not at height 40000',
    );
  });

  it('counts as unchecked what cannot be judged from an anchor, and judges the rest', async () => {
    const { code, stdout } = await verify('-', ['--anchor-height', '1', '--json'], raw(HEADERS[1], HEADERS[2]));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      headers: 2,
      tip: { height: 2, hash: BLOCK_2_HASH },
      unchecked: { 'time-too-old': 2, 'bad-diffbits': 1, 'time-too-new': 1, 'bad-version': 1 },
    });
  });

  it('takes an anchor at height 0 for what it is, a start at genesis', async () => {
    const flags = ['--anchor-height', '0', '--json'];
    const fromGenesis = await verify('-', flags, raw(...HEADERS));
    expect(fromGenesis.code).toBe(0);
    expect(JSON.parse(fromGenesis.stdout)).toMatchObject({ chainWork: '0x300030003', unchecked: {} });
    const fromElsewhere = await verify('-', flags, raw(HEADERS[2]));
    expect(fromElsewhere.code).toBe(1);
    expect(JSON.parse(fromElsewhere.stdout)).toMatchObject({ failedAt: { index: 0, reject: 'prev-blk-not-found' } });
  });

  it('asks an anchor for its proof of work', async () => {
    const { code, stdout } = await verify('-', ['--anchor-height', '700000', '--json'], Buffer.alloc(240));
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      accepted: 0,
      failedAt: { index: 0, height: 700_000, reject: 'high-hash', target: null },
    });
  });

  it('counts a header that comes again once', async () => {
    const repeated = raw(HEADERS[0], HEADERS[1], HEADERS[1], HEADERS[0], HEADERS[2]);
    const { code, stdout } = await verify('-', ['--json'], repeated);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ headers: 3, duplicates: 2, tip: { height: 2 } });
    const withoutGenesis = await verify('-', ['--json'], raw(HEADERS[1], HEADERS[2]));
    const report = JSON.parse(withoutGenesis.stdout) as object;
    expect(report).toMatchObject({ headers: 2, tip: { height: 2 } });
    expect(report).not.toHaveProperty('duplicates');
    const broken = await verify(
      '-',
      ['--json'],
      raw(HEADERS[0], HEADERS[1], HEADERS[1], HEADERS[2].replace('08d2bd61', '09d2bd61')),
    );
    expect(JSON.parse(broken.stdout)).toMatchObject({
      accepted: 2,
      failedAt: { index: 3, height: 2, reject: 'high-hash' },
    });
  });

  it('judges the future by the clock that it is given', async () => {
    // block 2 has the time 1231469744
    const late = await verify('-', ['--now', String(1231469744 - 7201), '--json'], raw(...HEADERS));
    expect(late.code).toBe(1);
    expect(JSON.parse(late.stdout)).toMatchObject({ failedAt: { index: 2, reject: 'time-too-new' } });
    const onTime = await verify('-', ['--now', String(1231469744 - 7200), '--json'], raw(...HEADERS));
    expect(onTime.code).toBe(0);
  });

  it.each([
    ['no bytes', '', 'standard input: expected headers, got none'],
    [
      'a cut header',
      raw(...HEADERS).subarray(0, 200),
      'standard input: expected 80 bytes a header, got 40 more bytes behind 2 whole headers',
    ],
    [
      'a short line',
      `${HEADERS[0]}\n${HEADERS[1].slice(2)}\n`,
      'standard input, line 2: expected 160 hexadecimal digits, got 158',
    ],
    [
      'a line of other text',
      `${HEADERS[0]}\nhello\n`,
      'standard input, line 2: expected 160 hexadecimal digits, got "hello"',
    ],
    ['a line without end', '0'.repeat(100_000), 'standard input, line 1: expected 160 hexadecimal digits, got'],
  ])('refuses %s with one clear line', async (_, stdin, message) => {
    const { code, stdout, stderr } = await verify('-', ['--json'], stdin);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('refuses a file that is not there, an empty one, and a directory', async () => {
    const directory = temporaryDirectory();
    const empty = join(directory, 'empty');
    writeFileSync(empty, '');
    for (const file of [join(directory, 'missing'), empty, directory]) {
      const { code, stderr } = await verify(file);
      expect(code, file).toBe(2);
      expect(stderr, file).toContain(file);
      expect(stderr.trim().split('\n'), file).toHaveLength(1);
    }
  });
});

const data = new URL('../../../shared/data/headers/', import.meta.url);
const present = ((): boolean => {
  try {
    readFileSync(new URL('signet-0-2015.bin', data));
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!present)('midstate verify headers on real header chains', () => {
  it.each([
    ['mainnet', 'mainnet-0-49999.bin', 50_000, { height: 49_999 }, '0x14a3c4fabfaf0'],
    ['testnet3', 'testnet3-0-9999.bin', 10_000, { height: 9_999 }, undefined],
    ['signet', 'signet-0-2015.bin', 2_016, { height: 2_015 }, undefined],
  ])('accepts %s whole', async (network, file, headers, tip, chainWork) => {
    const { code, stdout } = await callMidstate([
      'verify',
      'headers',
      new URL(file, data).pathname,
      '--network',
      network,
      '--json',
    ]);
    expect(code).toBe(0);
    const [report] = parseJsonLines(stdout);
    expect(report).toMatchObject({
      valid: true,
      network,
      headers,
      tip,
      unchecked: {},
      ...(chainWork !== undefined && { chainWork }),
    });
  });
});
