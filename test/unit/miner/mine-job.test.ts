/** What a miner refuses to begin with. */
import { describe, expect, it } from 'vitest';
import { checkedJob, type MineJob } from '../../../src/miner/mine-job.ts';

const header = new Uint8Array(80);
new DataView(header.buffer).setUint32(68, 1000, true);
const job = (change: object): MineJob => ({ header, target: 1n, ...change });

describe('a job', () => {
  it('has every nonce and nothing to roll by default', () => {
    expect(checkedJob({ header, target: 5n })).toEqual({
      header,
      target: 5n,
      nonceStart: 0,
      nonceEnd: 4294967296,
      versionMask: 0,
      maxTime: 1000,
      merkleRootFor: undefined,
    });
  });

  it('is copied', () => {
    const mine = header.slice();
    const checked = checkedJob({ header: mine, target: 5n });
    mine[0] = 9;
    expect(checked.header[0]).toBe(0);
  });

  it('has each field read once', () => {
    const reads: string[] = [];
    const given = job({});
    const watched = new Proxy(given, {
      get(of, field) {
        reads.push(String(field));
        return Reflect.get(of, field);
      },
    });
    checkedJob(watched);
    expect(reads.toSorted()).toEqual([
      'header',
      'maxTime',
      'merkleRootFor',
      'nonceEnd',
      'nonceStart',
      'target',
      'versionMask',
    ]);
  });

  it.each([
    ['job.header', job({ header: new Uint8Array(79) }), RangeError],
    ['job.header', job({ header: 'ab' }), TypeError],
    ['job.target', job({ target: 1 }), TypeError],
    ['job.target', job({ target: 1n << 256n }), RangeError],
    ['job.target', job({ target: -1n }), RangeError],
    ['job.nonceStart', job({ nonceStart: -1 }), RangeError],
    ['job.nonceEnd', job({ nonceEnd: 0x100000001 }), RangeError],
    ['job.nonceEnd', job({ nonceStart: 5, nonceEnd: 4 }), RangeError],
    ['job.nonceEnd', job({ nonceEnd: 1.5 }), TypeError],
    ['job.versionMask', job({ versionMask: 0x1fffe001 }), RangeError],
    ['job.versionMask', job({ versionMask: 0x1000 }), RangeError],
    ['job.maxTime', job({ maxTime: 999 }), RangeError],
    ['job.merkleRootFor', job({ merkleRootFor: 5 }), TypeError],
  ])('is refused for its %s', (name, malformed, kind) => {
    expect(() => checkedJob(malformed)).toThrow(kind);
    expect(() => checkedJob(malformed)).toThrow(name);
  });
});
