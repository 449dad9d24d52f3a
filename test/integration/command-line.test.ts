import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMidstate, temporaryDirectory } from './midstate-command.ts';

const COMMANDS = [
  'mine',
  'verify headers',
  'verify proof',
  'chain info',
  'chain headers',
  'chain header',
  'chain tips',
  'chain check',
  'chain rebuild',
  'chain import',
  'chain export',
  'chain proof',
  'difficulty next',
  'difficulty simulate',
  'bench',
  'info',
];
const CHAIN_COMMANDS = COMMANDS.filter((command) => command.startsWith('chain '));

describe('midstate', () => {
  it('lists its commands, and says how each is used', async () => {
    const { code, stdout } = await runMidstate(['--help']);
    expect(code).toBe(0);
    for (const command of COMMANDS) {
      expect(stdout).toContain(`  ${command} `);
      const help = await runMidstate([...command.split(' '), '--help']);
      expect(help.code, command).toBe(0);
      expect(help.stdout, command).toContain(`Usage: midstate ${command}`);
      expect(help.stdout, command).toContain('--json');
    }
  });

  it('helps with a group of commands, and when it is asked the other way round', async () => {
    const { code, stdout } = await runMidstate(['chain', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('  chain info ');
    expect(stdout).toContain('  chain headers ');
    expect(stdout).not.toContain('mine a private chain');
    expect(await runMidstate(['help', 'chain'])).toMatchObject({ code: 0, stdout });
    const mine = await runMidstate(['help', 'mine']);
    expect(mine).toEqual(await runMidstate(['mine', '--help']));
    expect(mine.code).toBe(0);
  });

  it('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect((await runMidstate(['--version'])).stdout).toBe(`${version}\n`);
  });

  it.each([
    [['nonsense'], `expected one of ${COMMANDS.join(', ')}; got nonsense`],
    [['chain'], `expected one of ${CHAIN_COMMANDS.join(', ')}; got chain`],
    [['mine', '--block', '3'], "Unknown option '--block'"],
    [['mine', 'now'], 'mine: expected no further words, got now'],
    [['mine', '--blocks', '0'], '--blocks: expected a whole number from 1 to 2147483648, got "0"'],
    [['mine', '--blocks', '1e3'], '--blocks: expected a whole number'],
    [['mine', '--threads', 'many'], '--threads: expected a whole number from 1 to '],
    [['mine', '--threads', '4096'], '--threads: expected a whole number from 1 to '],
    [['mine', '--threads', '1', '--threads', '2'], 'mine: --threads is given more than once'],
    [['mine', '--blocks', '-1'], '--blocks: expected a whole number from 1 to 2147483648, got "-1"'],
    [['mine', '--blocks=-1'], '--blocks: expected a whole number from 1 to 2147483648, got "-1"'],
    [[''], `expected one of ${COMMANDS.join(', ')}; got ""`],
    [['help', 'nonsense'], 'bench, info; got nonsense'],
    [['mine', '--interval', '0'], '--interval: expected a whole number from 1 to 86400, got "0"'],
    [['mine', '--backend', 'gpu'], '--backend: expected auto, simd, scalar, js, got "gpu"'],
    [['mine', '--data', ''], '--data: expected a directory, got an empty text'],
    [['mine', '--json=yes'], "Option '--json' does not take an argument"],
    [['mine', '--threads'], "Option '--threads <value>' argument missing"],
    [['verify', 'headers'], 'verify headers: expected FILE|-, got nothing'],
    [['verify', 'headers', 'a', 'b'], 'verify headers: expected FILE|-, got a b'],
    [
      ['verify', 'headers', '-', '--network', 'litecoin'],
      '--network: expected mainnet, testnet3, testnet4, signet, regtest, devnet or a JSON file, got "litecoin"',
    ],
    [['verify', 'headers', '-', '--anchor-height', '-1'], '--anchor-height'],
  ])('refuses %j with one clear line and exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await runMidstate(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says when there is no chain to show', async () => {
    const data = join(temporaryDirectory(), 'nothing');
    for (const command of ['info', 'headers']) {
      const { code, stderr } = await runMidstate(['chain', command, '--data', data]);
      expect(code).toBe(2);
      expect(stderr).toContain(`no chain in ${data}`);
    }
  });

  it('says what stands where a chain was expected, and leaves it alone', async () => {
    const data = temporaryDirectory();
    writeFileSync(join(data, 'notes'), 'not a chain');
    const other = await runMidstate(['chain', 'info', '--data', data]);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('which holds other files') as string });
    const file = await runMidstate(['chain', 'headers', '--data', join(data, 'notes')]);
    expect(file).toMatchObject({ code: 2, stderr: expect.stringContaining('is not a directory') as string });
    expect(readdirSync(data)).toEqual(['notes']);
  });

  it('has no default data directory where there is no home', async () => {
    const { code, stderr } = await runMidstate(['mine'], { env: { HOME: '', MIDSTATE_DATA: '' } });
    expect(code).toBe(2);
    expect(stderr).toContain('--data: expected a directory, as there is no default: HOME is ""');
  });

  it.each([
    ['MIDSTATE_BACKEND', 'auto, simd, scalar, js'],
    ['MIDSTATE_STREAMS', 'auto, 1, 2, 3'],
  ])('refuses an unknown %s before it opens anything', async (name, choices) => {
    const data = join(temporaryDirectory(), 'data');
    for (const args of [['info'], ['mine', '--data', data]]) {
      const { code, stdout, stderr } = await runMidstate(args, { env: { [name]: 'nonsense' } });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`${name}: expected ${choices}, got "nonsense"`);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    expect(existsSync(data)).toBe(false);
  });

  it('says which backend runs and why, and lets the environment choose another', async () => {
    const info = JSON.parse((await runMidstate(['info', '--json'])).stdout) as Record<string, unknown>;
    expect(info).toMatchObject({ backend: 'simd', node: process.version });
    expect(info['reason']).toMatch(/\w/);
    const forced = JSON.parse(
      (await runMidstate(['info', '--json'], { env: { MIDSTATE_BACKEND: 'js' } })).stdout,
    ) as Record<string, unknown>;
    expect(forced['backend']).toBe('js');
    expect(forced['reason']).toContain('MIDSTATE_BACKEND');
  });
});
