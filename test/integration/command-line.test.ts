import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMidstate, temporaryDirectory } from './midstate-command.ts';

const COMMANDS = ['mine', 'verify headers', 'chain info', 'chain headers', 'bench', 'info'];

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

  it('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect((await runMidstate(['--version'])).stdout).toBe(`${version}\n`);
  });

  it.each([
    [['nonsense'], 'expected one of mine, verify headers, chain info, chain headers, bench, info; got nonsense'],
    [['chain'], 'expected one of chain info, chain headers; got chain'],
    [['mine', '--block', '3'], "Unknown option '--block'"],
    [['mine', 'now'], 'mine: expected no further words, got now'],
    [['mine', '--blocks', '0'], '--blocks: expected a whole number from 1 to 2147483648, got "0"'],
    [['mine', '--blocks', '1e3'], '--blocks: expected a whole number'],
    [['mine', '--threads', 'many'], '--threads: expected a whole number from 1 to 1024, got "many"'],
    [['mine', '--interval', '0'], '--interval: expected a whole number from 1 to 86400, got "0"'],
    [['mine', '--backend', 'gpu'], '--backend: expected auto, simd, scalar, js, got "gpu"'],
    [['mine', '--data', ''], '--data: expected a directory, got an empty text'],
    [['mine', '--json=yes'], "Option '--json' does not take an argument"],
    [['mine', '--threads'], "Option '--threads <value>' argument missing"],
    [['verify', 'headers'], 'verify headers: expected FILE|-, got nothing'],
    [['verify', 'headers', 'a', 'b'], 'verify headers: expected FILE|-, got a b'],
    [
      ['verify', 'headers', '-', '--network', 'litecoin'],
      '--network: expected mainnet, testnet3, testnet4, signet, regtest, devnet, got "litecoin"',
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
