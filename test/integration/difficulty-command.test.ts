import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { difficultyNextCommand } from '../../src/cli/commands/difficulty-next.ts';
import { difficultySimulateCommand } from '../../src/cli/commands/difficulty-simulate.ts';
import { callCommand, expectMisuse } from './command-call.ts';
import { parseJsonLines, runMidstate, startMidstate, temporaryDirectory } from './midstate-command.ts';

// Bitcoin blocks 0 to 2
const HEADERS = [
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c',
  '010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3c3540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299',
  '010000004860eb18bf1b1620e37e9490fc8a427514416fd75159ab86688e9a8300000000d5fdcc541e25de1c7a5addedf24858b8bb665c9f36ef744ee42c316022c90f9bb0bc6649ffff001d08d2bd61',
] as const;
const BLOCK_2_TIME = 1231469744;

/** The headers in a file. */
function headerFile(headers: readonly string[]): string {
  const file = join(temporaryDirectory(), 'headers');
  writeFileSync(file, headers.join('\n'));
  return file;
}

const next = (flags: string[], headers: readonly string[] = HEADERS): ReturnType<typeof callCommand> =>
  callCommand(difficultyNextCommand, [headerFile(headers), ...flags]);
const simulate = (...flags: string[]): ReturnType<typeof callCommand> => callCommand(difficultySimulateCommand, flags);

describe('midstate difficulty next', () => {
  it('tells the bits, the target and the difficulty of the next header', async () => {
    const { code, stdout } = await next(['--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      network: 'mainnet',
      algorithm: 'bitcoin-2016',
      height: 3,
      time: BLOCK_2_TIME + 600,
      bits: '1d00ffff',
      target: '00000000ffff0000000000000000000000000000000000000000000000000000',
      difficulty: 1,
      parent: { time: BLOCK_2_TIME, bits: '1d00ffff', difficulty: 1 },
    });
    const text = await next([]);
    expect(text.stdout).toContain('mainnet, bitcoin-2016');
    expect(text.stdout).toContain('1d00ffff, difficulty 1: the same');
  });

  it('applies any algorithm, with settings', async () => {
    // no half-life has passed since genesis, but five days: far behind schedule, yet no easier than the limit
    const asert = await next(['--json', '--algorithm', 'asert', '--set', 'halfLife=3600']);
    expect(JSON.parse(asert.stdout)).toMatchObject({ algorithm: 'asert', bits: '1d00ffff' });
    // an anchor at block 2 itself, half as hard again: block 2 came ten minutes after block 1, on schedule
    const anchor = ['anchorHeight=2', 'anchorBits=1c7fff80', `anchorParentTime=${BLOCK_2_TIME - 600}`];
    const sets = anchor.flatMap((setting) => ['--set', setting]);
    const anchored = await next(['--json', '--algorithm', 'asert', ...sets]);
    expect(JSON.parse(anchored.stdout)).toMatchObject({ height: 3, bits: '1c7fff80' });
    expect(JSON.parse(anchored.stdout)).toMatchObject({ difficulty: expect.closeTo(2, 3) as number });
  });

  it('tells when the answer depends on the time, and takes the time that it is given', async () => {
    const directory = temporaryDirectory();
    const file = join(directory, 'twenty-minutes.json');
    const difficulty = { algorithm: 'bitcoin-2016', minDifficultyBlocks: true };
    writeFileSync(file, JSON.stringify({ extends: 'mainnet', name: 'own', powLimit: '1d01ffff', difficulty }));
    const early = await next(['--json', '--network', file]);
    expect(JSON.parse(early.stdout)).toMatchObject({
      network: 'own',
      bits: '1d00ffff',
      later: { time: BLOCK_2_TIME + 1201, bits: '1d01ffff' },
    });
    const late = await next(['--json', '--network', file, '--time', String(BLOCK_2_TIME + 1201)]);
    expect(JSON.parse(late.stdout)).toMatchObject({ time: BLOCK_2_TIME + 1201, bits: '1d01ffff' });
    expect(JSON.parse(late.stdout)).not.toHaveProperty('later');
  });

  it('tells at each height what was asked for, beside what stands there', async () => {
    const { code, stdout } = await next(['--all', '--json']);
    expect(code).toBe(0);
    const stands = { event: 'header', bits: '1d00ffff', difficulty: 1, required: '1d00ffff', requiredDifficulty: 1 };
    expect(parseJsonLines(stdout)).toEqual([
      { ...stands, height: 1, time: 1231469665 },
      { ...stands, height: 2, time: BLOCK_2_TIME },
      { event: 'summary', algorithm: 'bitcoin-2016', headers: 2, equal: 2, different: 0, unchecked: 0 },
    ]);
    // Homestead: block 2 came quicker than its step of seven minutes, so it asks for more than the limit
    const other = await next(['--all', '--algorithm', 'homestead']);
    expect(other.code).toBe(0);
    expect(other.stdout).toMatch(/2 {2}2009-01-09T02:55:44Z {2}1d00ffff/);
    expect(other.stdout.trim().split('\n')).toHaveLength(3);
  });

  it('counts as unchecked what depends on headers that are not there', async () => {
    // 100,799 is the last of its period: the next one needs the first of it
    const flags = ['--anchor-height', '100797'];
    const { code, stdout } = await next([...flags, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ height: 100_800, unchecked: true });
    const all = await next([...flags, '--all', '--json', '--algorithm', 'lwma-1']);
    expect(all.code).toBe(0);
    expect(parseJsonLines(all.stdout).at(-1)).toMatchObject({ headers: 2, equal: 0, different: 0, unchecked: 2 });
  });

  it('begins on top of genesis as well', async () => {
    const { stdout } = await next(['--json'], HEADERS.slice(1));
    expect(JSON.parse(stdout)).toMatchObject({ height: 3, bits: '1d00ffff' });
  });

  it.each([
    ['another network', ['--network', 'regtest'], HEADERS, 'expected headers of regtest, got the genesis of mainnet'],
    ['a gap', [], [HEADERS[0], HEADERS[2]], 'expected header 1 on top of 000000000019d6689c08'],
    ['an unknown algorithm', ['--algorithm', 'magic'], HEADERS, '--algorithm: expected bitcoin-2016, none, asert'],
    [
      'an unknown setting',
      ['--algorithm', 'lwma', '--set', 'size=3'],
      HEADERS,
      '--set size: expected a setting of lwma',
    ],
    [
      'a wrong setting',
      ['--algorithm', 'lwma', '--set', 'window=0'],
      HEADERS,
      '--set window: expected an integer from 1 to 2016, got 0',
    ],
    ['half a setting', ['--algorithm', 'lwma', '--set', 'window'], HEADERS, '--set: expected KEY=VALUE, got "window"'],
    [
      'a setting twice',
      ['--algorithm', 'lwma', '--set', 'window=5', '--set', 'window=6'],
      HEADERS,
      '--set: expected each setting once, got window again',
    ],
    ['a setting of nothing', ['--set', 'window=5'], HEADERS, '--set: expected --algorithm with it'],
    ['a time for all', ['--all', '--time', '5'], HEADERS, '--time: expected no --all with it'],
    ['no headers', [], [], 'expected headers, got none'],
  ])('refuses %s with one clear line', (_, flags, headers, message) =>
    expectMisuse(difficultyNextCommand, [headerFile(headers), ...flags], message),
  );
});

it('midstate difficulty next reads standard input', async () => {
  const { code, stdout, stderr } = await runMidstate(['difficulty', 'next', '-'], { stdin: HEADERS.join('\n') });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('1d00ffff, difficulty 1: the same');
  const empty = await runMidstate(['difficulty', 'next', '-']);
  expect(empty).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('standard input: expected headers') as string,
  });
});

describe('midstate difficulty simulate', () => {
  it('tells each block and a summary, the same for the same seed', async () => {
    const flags = ['--algorithm', 'asert', '--scenario', 'step:2@20', '--blocks', '50', '--history', '10', '--json'];
    const { code, stdout } = await simulate(...flags);
    expect(code).toBe(0);
    const lines = parseJsonLines(stdout);
    expect(lines).toHaveLength(51);
    expect(lines[0]).toMatchObject({ event: 'block', height: 10, bits: '1a0fffff' });
    expect((lines[19]!['hashRate'] as number) / (lines[18]!['hashRate'] as number)).toBe(2);
    expect(lines[50]).toMatchObject({
      event: 'summary',
      network: 'mainnet',
      algorithm: 'asert',
      scenario: { kind: 'step', factor: 2, at: { block: 20 } },
      seed: 1,
      blocks: 50,
      step: { height: 29, factor: 2 },
    });
    expect((await simulate(...flags, '--seed', '1')).stdout).toBe(stdout);
    expect((await simulate(...flags, '--seed', '2')).stdout).not.toBe(stdout);
  });

  it('shows a table, and draws a plot', async () => {
    const svg = join(temporaryDirectory(), 'plot.svg');
    const flags = ['--algorithm', 'lwma-1', '--blocks', '200', '--svg', svg];
    const { code, stdout, stderr } = await runMidstate(['difficulty', 'simulate', ...flags]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('lwma-1 on mainnet, constant: a block every 600 s');
    expect(lines[1]).toMatch(/to height +after +bits +difficulty +hash rate +mean solve time +of what fits/);
    expect(lines[21]).toMatch(/^ *2,215 /);
    expect(stdout).toContain('  mean spacing ');
    expect(readFileSync(svg, 'utf8')).toContain('<title>lwma-1, constant, a block every 600 s</title>');
  });

  it('takes spacing, first bits and hash rate, one fitting the other', async () => {
    const steady = ['--algorithm', 'none', '--steady', '--blocks', '1', '--json'];
    const first = async (...flags: string[]): Promise<Record<string, unknown>> =>
      parseJsonLines((await simulate(...steady, ...flags)).stdout)[0]!;
    expect(await first('--bits', '1d00ffff', '--spacing', '30')).toMatchObject({
      bits: '1d00ffff',
      difficulty: 1,
      solveTime: expect.closeTo(30, 6) as number,
      hashRate: expect.closeTo(2 ** 32 / 30, -4) as number,
    });
    // 2^40 hashes a block: a target of 2^216
    expect(await first('--hash-rate', String(2 ** 40 / 600))).toMatchObject({ bits: '1c010000' });
    expect(await first('--bits', '1d00ffff', '--hash-rate', String(2 ** 32 / 60))).toMatchObject({
      solveTime: expect.closeTo(60, 1) as number,
    });
  });

  it('stops at once when it is asked to', async () => {
    const started = startMidstate(['difficulty', 'simulate', '--blocks', '1000000', '--json']);
    await started.lines(1);
    started.process.kill('SIGINT');
    const { code, stdout, stderr } = await started.ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: 'midstate: stopped by SIGINT\n' });
    expect(stdout).not.toContain('summary');
  });

  it('lists the algorithms with their settings, and the scenarios', async () => {
    const { stdout } = await runMidstate(['difficulty', 'simulate', '--help']);
    for (const text of ['bitcoin-2016', 'minDifficultyBlocks=false', 'digishield-v3', 'halfLife', 'on-off:F@AT']) {
      expect(stdout).toContain(text);
    }
  });

  it.each([
    [['--scenario', 'step:10'], '--scenario: expected a block, as 500, or a time, as 12h, got "" in "step:10"'],
    [['--scenario', 'ramp:2@9-5'], '--scenario.to: expected a moment after 9, got 5'],
    [['--blocks', '0'], '--blocks: expected a whole number from 1 to 1000000, got "0"'],
    [['--bits', '207fffff'], '--bits: expected eight digits of a target up to 1d00ffff, got "207fffff"'],
    [['--bits', 'easy'], '--bits: expected eight digits of a target'],
    [['--hash-rate', '-5'], '--hash-rate: expected hashes per second above zero, got "-5"'],
    [['--hash-rate', ''], '--hash-rate: expected hashes per second above zero, got ""'],
    [['--spacing', '0'], '--spacing: expected a whole number from 1 to 86400'],
    [['--seed', 'lucky'], '--seed: expected a whole number'],
    [['now'], 'difficulty simulate: expected no further words, got now'],
  ])('refuses %j with one clear line', (flags, message) => expectMisuse(difficultySimulateCommand, flags, message));

  it('says what it cannot do', async () => {
    const slow = simulate('--algorithm', 'none', '--bits', '1d00ffff', '--hash-rate', '0.01');
    await expect(slow).rejects.toThrow(/^after 0 blocks: blocks: expected an end before 2106-02-07/);
    const path = join(temporaryDirectory(), 'missing', 'plot.svg');
    await expect(simulate('--blocks', '5', '--svg', path)).rejects.toThrow(`--svg: ${path} cannot be written (ENOENT`);
  });
});
