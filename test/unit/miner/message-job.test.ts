/** What a miner refuses to search a message with, and what it keeps of the caller's bytes. */
import { describe, expect, it } from 'vitest';
import { checkedMessageJob, type MessageJob } from '../../../src/miner/message-job.ts';

const prefix = Uint8Array.of(1, 2, 3);
const target = { kind: 'zero-bits', bits: 8 } as const;
const job = (change: object): MessageJob => ({ prefix, encoding: 'decimal', target, ...change });

describe('a message job', () => {
  it.each([
    ['decimal', {}, 9007199254740992],
    ['u64be', { encoding: 'u64be' }, 9007199254740992],
    ['u32le', { encoding: 'u32le' }, 4294967296],
    ['hex of 3 digits', { encoding: 'hex', hexDigits: 3 }, 4096],
    ['hex of 16 digits', { encoding: 'hex', hexDigits: 16 }, 9007199254740992],
  ])('has every nonce that it can write by default: %s', (_name, change, nonceEnd) => {
    expect(checkedMessageJob(job(change))).toMatchObject({ nonceStart: 0, nonceEnd });
  });

  it('is copied, whatever kind of bytes it has', () => {
    const bytes = Buffer.from('0123456789abcdef0123456789abcdef');
    const given = {
      prefix: bytes.subarray(0, 4),
      suffix: bytes.subarray(4, 8),
      hash: { kind: 'pbkdf2', salt: bytes.subarray(8, 12), iterations: 7 },
      target: { kind: 'equal', digest: bytes.subarray(0, 32) },
    };
    const checked = checkedMessageJob(job(given));
    bytes.fill(0);
    const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
    expect(checked).toEqual({
      prefix: ascii('0123'),
      suffix: ascii('4567'),
      encoding: 'decimal',
      hexDigits: undefined,
      hash: { kind: 'pbkdf2', salt: ascii('89ab'), iterations: 7 },
      target: { kind: 'equal', digest: ascii('0123456789abcdef0123456789abcdef') },
      nonceStart: 0,
      nonceEnd: 9007199254740992,
    });
  });

  it('has each field read once', () => {
    const reads: string[] = [];
    const given = job({ nonceStart: 1, nonceEnd: 2 });
    const watched = new Proxy(given, {
      get(of, field) {
        reads.push(String(field));
        return Reflect.get(of, field);
      },
    });
    checkedMessageJob(watched);
    expect(reads.toSorted()).toEqual([
      'encoding',
      'hash',
      'hexDigits',
      'nonceEnd',
      'nonceStart',
      'prefix',
      'suffix',
      'target',
    ]);
  });

  it.each([
    ['job', null, TypeError],
    ['job.prefix', job({ prefix: 'text' }), TypeError],
    ['job.suffix', job({ suffix: [1] }), TypeError],
    ['job.encoding', job({ encoding: 'octal' }), TypeError],
    ['job.hexDigits', job({ encoding: 'hex' }), TypeError],
    ['job.hash.iterations', job({ hash: { kind: 'sha256', iterations: 0 } }), RangeError],
    ['job.hash.salt', job({ hash: { kind: 'pbkdf2', iterations: 5 } }), TypeError],
    ['job.target.bits', job({ target: { kind: 'zero-bits', bits: 257 } }), RangeError],
    ['job.nonceStart', job({ nonceStart: -1 }), RangeError],
    ['job.nonceStart', job({ encoding: 'u32be', nonceStart: 2 ** 32 + 1 }), RangeError],
    ['job.nonceEnd', job({ nonceStart: 5, nonceEnd: 4 }), RangeError],
    ['job.nonceEnd', job({ nonceEnd: 1.5 }), TypeError],
    ['job.nonceEnd', job({ encoding: 'hex', hexDigits: 2, nonceEnd: 257 }), RangeError],
  ])('is refused for its %s', (name, malformed, kind) => {
    expect(() => checkedMessageJob(malformed as MessageJob)).toThrow(kind);
    expect(() => checkedMessageJob(malformed as MessageJob)).toThrow(`${name}: expected`);
  });
});
