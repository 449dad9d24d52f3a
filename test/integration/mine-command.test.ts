import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { networks } from '../../src/consensus/index.ts';
import { openLevelStore } from '../../src/store/level-store.ts';
import { expectConfirmedBlocks } from './confirm-block.ts';
import { parseJsonLines, runMidstate, startMidstate, temporaryDirectory } from './midstate-command.ts';

/** What a terminal's escape sequences begin with. */
const ESCAPE = '\u001b';

describe('midstate mine', () => {
  for (const backend of ['simd', 'scalar', 'js']) {
    for (const threads of ['1', '2']) {
      it(`mines blocks that node:crypto confirms, on the ${backend} backend with ${threads} threads`, async () => {
        const args = [
          'mine',
          '--blocks',
          '5',
          '--backend',
          backend,
          '--threads',
          threads,
          '--data',
          temporaryDirectory(),
          '--json',
        ];
        const { code, stdout, stderr } = await runMidstate(args);
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        const events = parseJsonLines(stdout);
        const summary = events.pop()!;
        expect(events.map(({ height }) => height)).toEqual([1, 2, 3, 4, 5]);
        expectConfirmedBlocks(events);
        expect(summary).toMatchObject({
          event: 'summary',
          blocks: 5,
          backend,
          threads: Number(threads),
          tip: { height: 5, hash: events[4]!['hash'] },
        });
        expect(summary['attempts']).toBe(events.reduce((sum, { attempts }) => sum + (attempts as number), 0));
        expect(summary['hashRate']).toBeGreaterThan(0);
        expect(summary['chainWork']).toMatch(/^0x[0-9a-f]+$/);
      });
    }
  }

  it('goes on from the stored tip, with the interval it was begun with', async () => {
    const data = temporaryDirectory();
    const first = await runMidstate(['mine', '--blocks', '2', '--interval', '3', '--data', data, '--json']);
    const second = await runMidstate(['mine', '--blocks', '2', '--data', data, '--json']);
    const blocks = [...parseJsonLines(first.stdout), ...parseJsonLines(second.stdout)].filter(
      ({ event }) => event === 'block',
    );
    expect(blocks.map(({ height }) => height)).toEqual([1, 2, 3, 4]);
    expectConfirmedBlocks(blocks);

    const info = parseJsonLines((await runMidstate(['chain', 'info', '--data', data, '--json'])).stdout)[0]!;
    expect(info).toMatchObject({
      network: 'devnet',
      height: 4,
      tip: { height: 4, hash: blocks[3]!['hash'] },
      targetSpacing: 3,
    });
    const headers = parseJsonLines((await runMidstate(['chain', 'headers', '--data', data, '--json'])).stdout);
    expect(headers.slice(1).map(({ header }) => header)).toEqual(blocks.map(({ header }) => header));

    const refused = await runMidstate(['mine', '--blocks', '1', '--interval', '7', '--data', data]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`--interval: the chain in ${data} was begun with 3, got 7`);
  });

  it('stops at Ctrl-C within a second, prints the summary and leaves the store clean', async () => {
    const data = temporaryDirectory();
    const mining = startMidstate(['mine', '--data', data, '--json']);
    const reported = parseJsonLines((await mining.lines(3)).join('\n'));
    const askedAt = performance.now();
    mining.process.kill('SIGINT');
    const { code, stdout } = await mining.ended;
    expect(performance.now() - askedAt).toBeLessThan(1000);
    expect(code).toBe(0);
    const events = parseJsonLines(stdout);
    const summary = events.at(-1)!;
    expect(summary).toMatchObject({ event: 'summary', blocks: events.length - 1 });
    expect(events.slice(0, 3)).toEqual(reported);

    const info = parseJsonLines((await runMidstate(['chain', 'info', '--data', data, '--json'])).stdout)[0]!;
    expect(info['tip']).toEqual(summary['tip']);
  });

  it('stops without noise when the reader of its output goes away', async () => {
    const mining = startMidstate(['mine', '--data', temporaryDirectory(), '--interval', '1']);
    await mining.lines(3);
    mining.process.stdout!.destroy();
    const [code] = (await once(mining.process, 'exit')) as [number];
    expect(code).toBe(0);
    expect((await mining.ended).stderr).toBe('');
  });

  it('tells a second process on one data directory that it is locked', async () => {
    const data = temporaryDirectory();
    const first = startMidstate(['mine', '--data', data]);
    await first.lines(3);
    const second = await runMidstate(['mine', '--blocks', '1', '--data', data]);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('[ERR_STORE_LOCKED]');
    expect(second.stderr).toContain(data);
    expect(second.stderr.trim().split('\n')).toHaveLength(1);
    const reader = await runMidstate(['chain', 'info', '--json', '--data', data]);
    expect({ code: reader.code, stdout: reader.stdout }).toEqual({ code: 1, stdout: '' });
    expect(reader.stderr).toContain('stop the command that mines or imports there first [ERR_STORE_LOCKED]');
    first.process.kill('SIGINT');
    expect((await first.ended).code).toBe(0);
  });

  it('refuses a clock that no header can hold', async () => {
    const data = join(temporaryDirectory(), 'data');
    // the year 2200
    const clock = 'data:text/javascript,Date.now=()=>7258118400000';
    const { code, stdout, stderr } = await runMidstate(['mine', '--json', '--data', data], {
      env: { NODE_OPTIONS: `--import=${clock}` },
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^midstate: the system clock is out of range: 2200-01-01[^\n]*\n$/);
    expect(existsSync(data)).toBe(false);
  });

  it('refuses a stored interval that makes no sense', async () => {
    const data = temporaryDirectory();
    const { name, genesisHash } = networks.devnet;
    await (await openLevelStore(data, { network: { name, genesisHash, targetSpacing: 1_000_000 } })).close();
    const { code, stdout, stderr } = await runMidstate(['mine', '--json', '--data', data]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^midstate: .* names a block interval of 1000000 s \[ERR_STORE_CORRUPT\]\n$/);
  });

  it('counts one block in the singular', async () => {
    const { stdout } = await runMidstate(['mine', '--blocks', '1', '--data', temporaryDirectory()]);
    expect(stdout).toMatch(/^1 block, /m);
  });

  it('writes plain lines into a pipe', async () => {
    const { stdout } = await runMidstate(['mine', '--blocks', '2', '--data', temporaryDirectory()], {
      env: { FORCE_COLOR: '1' },
    });
    expect(stdout).not.toContain(ESCAPE);
    expect(stdout.trim().split('\n')).toHaveLength(5);
  });
});
