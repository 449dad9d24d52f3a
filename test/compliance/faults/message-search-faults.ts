import type { CreateEngine } from '../../../src/compliance/index.ts';
import type { MessageSearchJob, SearchEnd } from '../../../src/engine/index.ts';
import { faulty } from './faulty-engine.ts';

/** Tells the end of a search as that of the job which was asked for. */
const retold = (job: MessageSearchJob, end: SearchEnd): SearchEnd =>
  end.status === 'candidate'
    ? { ...end, attempts: end.nonce - job.start + 1 }
    : { ...end, attempts: job.end - job.start };

/** A search of another job than the one that was asked for. */
const message = (change: (job: MessageSearchJob) => Partial<MessageSearchJob>): CreateEngine =>
  faulty((good) => ({ searchMessage: (job) => retold(job, good.searchMessage({ ...job, ...change(job) })) }));

/** A search that passes over some of the nonces. */
const passesOver = (isBlind: (job: MessageSearchJob, nonce: number) => boolean): CreateEngine =>
  faulty((good) => ({
    searchMessage(job) {
      let end = good.searchMessage(job);
      while (end.status === 'candidate' && isBlind(job, end.nonce))
        end = good.searchMessage({ ...job, start: end.nonce + 1 });
      return retold(job, end);
    },
  }));

/** Another nonce is reported than the one that was found. */
const misreports = (change: (job: MessageSearchJob, nonce: number) => number): CreateEngine =>
  faulty((good) => ({
    searchMessage(job) {
      const end = good.searchMessage(job);
      return end.status === 'candidate' ? retold(job, { ...end, nonce: change(job, end.nonce) }) : end;
    },
  }));

const isPbkdf2 = ({ hash }: MessageSearchJob): boolean => hash?.kind === 'pbkdf2';

/** One iteration less of one kind of hash. */
const oneIterationLess = (kind: 'sha256' | 'pbkdf2'): CreateEngine =>
  message(({ hash }) =>
    hash?.kind === kind ? { hash: { ...hash, iterations: Math.max(1, (hash.iterations ?? 1) - 1) } } : {},
  );

/** Faults of a message search. */
export const messageFaults: Record<string, CreateEngine> = {
  'forgets the suffix': message(() => ({ suffix: undefined })),
  'forgets the blocks behind the nonce': message(({ suffix }) => ({ suffix: suffix?.subarray(0, 64) })),
  'forgets the whole blocks of the prefix': message(({ prefix }) => ({
    prefix: prefix.subarray(64 * Math.floor(prefix.length / 64)),
  })),
  'hashes once, whatever the iterations': message(({ hash }) => (hash?.kind === 'sha256' ? { hash: undefined } : {})),
  'takes one iteration too few': oneIterationLess('sha256'),
  'takes one iteration of PBKDF2 too few': oneIterationLess('pbkdf2'),
  'forgets the salt': message(({ hash }) =>
    hash?.kind === 'pbkdf2' ? { hash: { ...hash, salt: new Uint8Array(0) } } : {},
  ),
  'cuts a long salt': message(({ hash }) =>
    hash?.kind === 'pbkdf2' ? { hash: { ...hash, salt: hash.salt.subarray(0, 59) } } : {},
  ),
  'cuts a long password': message((job) => (isPbkdf2(job) ? { prefix: job.prefix.subarray(0, 60) } : {})),
  'swaps little and big endian': message(({ encoding }) =>
    encoding === 'u32le' ? { encoding: 'u32be' } : encoding === 'u32be' ? { encoding: 'u32le' } : {},
  ),
  'swaps little and big endian of 64 bits': message(({ encoding }) =>
    encoding === 'u64le' ? { encoding: 'u64be' } : encoding === 'u64be' ? { encoding: 'u64le' } : {},
  ),
  'writes 16 hexadecimal digits as 15': message(({ hexDigits, encoding }) =>
    hexDigits === 16 && encoding === 'hex' ? { hexDigits: 15 } : {},
  ),
  'misses the first number with one digit more': passesOver(
    ({ encoding }, nonce) => encoding === 'decimal' && /^10+$/.test(String(nonce)),
  ),
  'misses the last number before one digit more': passesOver(
    ({ encoding }, nonce) => encoding === 'decimal' && /^9+$/.test(String(nonce)),
  ),
  'stops where the number of digits changes': passesOver(
    ({ encoding, start }, nonce) => encoding === 'decimal' && String(nonce).length > String(start).length,
  ),
  'stops behind ten thousand decimal nonces': passesOver(
    ({ encoding, start }, nonce) => encoding === 'decimal' && Math.floor(nonce / 1e4) > Math.floor(start / 1e4),
  ),
  'stops where the high hexadecimal digits change': passesOver(
    ({ encoding, start }, nonce) => encoding === 'hex' && Math.floor(nonce / 0x10000) > Math.floor(start / 0x10000),
  ),
  'writes no a in the fourth hexadecimal place': passesOver(
    ({ encoding }, nonce) => encoding === 'hex' && (nonce & 0xf000) === 0xa000,
  ),
  'writes no 7 in the third decimal place': passesOver(
    ({ encoding }, nonce) => encoding === 'decimal' && Math.floor(nonce / 100) % 10 === 7,
  ),
  'stops where the high half of 64 bits changes': passesOver(
    ({ encoding, start }, nonce) => encoding.startsWith('u64') && nonce >= 2 ** 32 && start < 2 ** 32,
  ),
  'misses nonces across two blocks': passesOver(
    ({ encoding, prefix }, nonce) =>
      encoding === 'decimal' && prefix.length % 64 > 64 - String(nonce).length && String(nonce).length > 1,
  ),
  'misses 32-bit nonces across two blocks': passesOver(
    ({ encoding, prefix }) => encoding.startsWith('u32') && prefix.length % 64 > 60,
  ),
  'misses a nonce in the last byte of a block': passesOver(
    ({ encoding, prefix }, nonce) => encoding === 'decimal' && (prefix.length + String(nonce).length) % 64 === 0,
  ),
  'misses the last nonce of an encoding': passesOver(
    ({ encoding }, nonce) => encoding === 'u32be' && nonce === 0xffffffff,
  ),
  'misses the last safe integer': passesOver((_, nonce) => nonce === 2 ** 53 - 1),
  'misses every seventh message': passesOver((job, nonce) => (nonce - job.start) % 7 === 6),
  'misses every fifth password': passesOver((job, nonce) => isPbkdf2(job) && (nonce - job.start) % 5 === 4),
  'swaps two lanes of a message search': misreports((job, nonce) =>
    (nonce ^ 1) >= job.start && (nonce ^ 1) < job.end && nonce < 2 ** 31 ? nonce ^ 1 : nonce,
  ),
  'reports the place in its group': misreports((job, nonce) => job.start + ((nonce - job.start) % 20)),
  'takes the second winning message of a group': faulty((good) => ({
    searchMessage(job) {
      const end = good.searchMessage(job);
      if (end.status === 'exhausted') return end;
      const next = good.searchMessage({ ...job, start: end.nonce + 1, end: Math.min(job.end, end.nonce + 4) });
      return retold(job, next.status === 'candidate' ? next : end);
    },
  })),
  'goes one past the end of a message search': message((job) => ({
    end: job.end < 2 ** 32 && job.encoding !== 'hex' ? job.end + 1 : job.end,
  })),
  'begins a message search one early': message((job) => ({ start: Math.max(0, job.start - 1) })),
  'counts whole groups of messages as attempts': faulty((good) => ({
    searchMessage(job) {
      const end = good.searchMessage(job);
      return { ...end, attempts: Math.ceil(end.attempts / 8) * 8 };
    },
  })),
  'looks at the first word of a digest alone': message(({ target }) =>
    target.kind === 'equal'
      ? { target: { kind: 'hex-prefix', hex: Buffer.from(target.digest.subarray(0, 4)).toString('hex') } }
      : {},
  ),
  'looks at the first half of a digest alone': message(({ target }) =>
    target.kind === 'equal'
      ? { target: { kind: 'hex-prefix', hex: Buffer.from(target.digest.subarray(0, 16)).toString('hex') } }
      : {},
  ),
  'gives up behind a digest that passes by its first word': faulty((good) => ({
    searchMessage(job) {
      if (job.target.kind !== 'at-most') return good.searchMessage(job);
      const near = good.searchMessage({
        ...job,
        target: { kind: 'at-most', limit: job.target.limit | ((1n << 224n) - 1n) },
      });
      if (near.status === 'exhausted') return near;
      const exact = good.searchMessage({ ...job, start: near.nonce, end: near.nonce + 1 });
      return exact.status === 'candidate' ? near : { status: 'exhausted', attempts: job.end - job.start };
    },
  })),
  'wants one zero bit more': message(({ target }) =>
    target.kind === 'zero-bits' && target.bits > 0 && target.bits < 256
      ? { target: { kind: 'zero-bits', bits: target.bits + 1 } }
      : {},
  ),
  'counts zero bits in digits': message(({ target }) =>
    target.kind === 'zero-bits' ? { target: { kind: 'zero-bits', bits: target.bits - (target.bits % 4) } } : {},
  ),
  'drops an odd digit': message(({ target }) =>
    target.kind === 'hex-prefix'
      ? { target: { kind: 'hex-prefix', hex: target.hex.slice(0, target.hex.length & ~1) } }
      : {},
  ),
  'wants a digest below the limit': message(({ target }) =>
    target.kind === 'at-most' && target.limit > 0n ? { target: { kind: 'at-most', limit: target.limit - 1n } } : {},
  ),
  'looks at 8 of the first 16 bytes': message(({ target }) =>
    target.kind === 'first-16-at-least'
      ? { target: { kind: 'first-16-at-least', limit: (target.limit >> 64n) << 64n } }
      : {},
  ),
  'ignores the lower half of a mask': message(({ target }) =>
    target.kind === 'first-word'
      ? {
          target: {
            kind: 'first-word',
            mask: (target.mask & 0xffff0000) >>> 0,
            value: (target.value & 0xffff0000) >>> 0,
          },
        }
      : {},
  ),
  'takes a malformed message search': faulty((good) => ({
    searchMessage(job) {
      try {
        return good.searchMessage(job);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return { status: 'exhausted', attempts: 0 };
      }
    },
  })),
  'does not say what is malformed': faulty((good) => ({
    searchMessage(job) {
      try {
        return good.searchMessage(job);
      } catch (error) {
        throw error instanceof TypeError ? new TypeError('bad job') : error;
      }
    },
  })),
};
