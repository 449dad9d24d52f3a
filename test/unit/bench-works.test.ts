/** Each work takes a right answer, and refuses a contender that is wrong or does less than the work. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Hasher } from '../../bench/contenders/contender.ts';
import type { LineUp } from '../../bench/contenders/line-up.ts';
import { loadEngine } from '../../bench/contenders/midstate.ts';
import { loadCreateHash, loadPbkdf2Sync } from '../../bench/contenders/node-crypto.ts';
import { loadPlainJavascript } from '../../bench/contenders/plain-javascript.ts';
import { loadWebCrypto } from '../../bench/contenders/web-crypto.ts';
import { works } from '../../bench/works/all-works.ts';
import { messageWriter, targetTest, type Puzzle } from '../../bench/works/message-loop.ts';
import type { WorkEntrant } from '../../bench/works/work.ts';

const engine = await loadEngine('js');
const createHashHasher = loadCreateHash();
const webCrypto = loadWebCrypto();

async function entrantsOf(name: string, lineUp: LineUp): Promise<readonly WorkEntrant[]> {
  const work = works.find((candidate) => candidate.name === name);
  if (work === undefined) throw new Error(`no work ${name}`);
  return work.entrants(lineUp, true);
}

async function problemOf(name: string, lineUp: LineUp): Promise<string | undefined> {
  const [only, ...others] = await entrantsOf(name, lineUp);
  if (only === undefined || others.length > 0) throw new Error('expected one entrant');
  return only.check();
}

/** sha256 and sha256d by an independent implementation that has a fault. */
function faulty(sha256: (message: Uint8Array) => Uint8Array): Hasher {
  return { ...createHashHasher, sha256: (message) => sha256(message as Uint8Array) };
}

/** The last of the first 10,000 headers of the made chain. */
const TIP = '04a421a0b879b807ff47d27310a6e5e660c4534f38156c512ec32ed595c613c3';

const sha256 = (message: Uint8Array): Uint8Array => createHash('sha256').update(message).digest();

describe('the works', () => {
  it('have the names that results know them by', () => {
    expect(works.map(({ name, unit }) => `${name} ${unit}`)).toEqual([
      'header-search hashes/s',
      'version-rolling hashes/s',
      'message-search hashes/s',
      'nip13 hashes/s',
      'altcha-v2-chain attempts/s',
      'pbkdf2 attempts/s',
      'batch-headers hashes/s',
      'batch-pairs hashes/s',
      'batch-messages hashes/s',
      'verify hashes/s',
      'chain headers/s',
      'miner hashes/s',
    ]);
  });

  it.each(works.filter(({ name }) => name !== 'miner'))('$name takes the right answers', async ({ name }) => {
    const entrants = await entrantsOf(name, {
      engines: [engine],
      hashers: [createHashHasher, loadPlainJavascript()],
      asyncHashers: [webCrypto],
      keyDerivers: [loadPbkdf2Sync(), webCrypto],
    });
    expect(entrants.length).toBeGreaterThan(0);
    for (const entrant of entrants) expect(await entrant.check(), entrant.name).toBeUndefined();
  });

  it.each(['header-search', 'message-search', 'nip13', 'altcha-v2-chain', 'batch-headers', 'batch-pairs', 'verify'])(
    '%s refuses a hash that is wrong',
    async (name) => {
      const wrong = faulty((message) => sha256(message).map((byte) => byte ^ 0xff));
      expect(await problemOf(name, { hashers: [wrong] })).toMatch(/expected|differs/);
    },
  );

  it.each([
    ['one that finds nothing', () => ({ status: 'exhausted', attempts: 1 })],
    [
      'one that knows the range, and does not hash',
      ({ end }: { end: number }) => ({ status: 'candidate', nonce: end - 1 }),
    ],
  ])('a search refuses %s', async (_what, search) => {
    const liar = {
      ...engine,
      engine: { ...engine.engine, searchHeader: search, searchMessage: search, searchVersions: search },
    };
    for (const name of ['header-search', 'version-rolling', 'message-search', 'nip13', 'altcha-v2-chain', 'pbkdf2'])
      expect(await problemOf(name, { engines: [liar as never] }), name).toMatch(/^expected/);
  });

  it('version-rolling refuses one that searches the first version alone', async () => {
    const liar = {
      ...engine,
      engine: {
        ...engine.engine,
        searchVersions: ({ midstates, ...job }: { midstates: readonly Uint32Array[] }) =>
          engine.engine.searchVersions({ ...job, midstates: midstates.slice(0, 1) } as never),
      },
    };
    expect(await problemOf('version-rolling', { engines: [liar as never] })).toContain('in version 1');
  });

  it('pbkdf2 refuses a key of fewer iterations', async () => {
    const { deriveKey, ...facts } = loadPbkdf2Sync();
    const lazy = { ...facts, deriveKey: (password: Uint8Array, salt: Uint8Array) => deriveKey(password, salt, 4_999) };
    expect(await problemOf('pbkdf2', { keyDerivers: [lazy] })).toMatch(/^expected nonce 4999/);
  });

  it('altcha-v2-chain refuses a chain that is cut short', async () => {
    let calls = 0;
    const lazy = faulty((message) => (++calls % 1000 === 0 ? message : sha256(message)));
    expect(await problemOf('altcha-v2-chain', { hashers: [lazy] })).toMatch(/^expected nonce 4999/);
  });

  it('a batch refuses one wrong bit in one hash, and says which', async () => {
    let calls = 0;
    // the second hash of message 4095
    const liar = faulty((message) => {
      const digest = sha256(message);
      if (++calls === 2 * 4096) digest[31]! ^= 1;
      return digest;
    });
    expect(await problemOf('batch-headers', { hashers: [liar] })).toBe('hash 4095 of 4096 differs');
    const short = { ...engine, engine: { ...engine.engine, sha256dPairs: () => new Uint8Array(32) } };
    expect(await problemOf('batch-pairs', { engines: [short] })).toMatch(/^expected 131072 bytes/);
  });

  it('chain refuses a chain that takes what is spoilt, or refuses what is good', async () => {
    const known = engine.engine.sha256dHeaders.bind(engine.engine);
    const hashing = (sha256dHeaders: (headers: Uint8Array) => Uint8Array) => ({
      ...engine,
      engine: { ...engine.engine, sha256dHeaders },
    });
    const wrong = hashing((headers) => known(headers).map((byte) => byte ^ 0xff));
    expect(await problemOf('chain', { engines: [wrong as never] })).toMatch(/^expected the tip 04a421a0b879/);
    const batches = new Map<string, Uint8Array>();
    // answers for spoilt headers what it answered for the good ones, by what the first of them names as its parent
    const blind = hashing((headers) => {
      const key = Buffer.from(headers.subarray(4, 36)).toString('hex');
      const hashes = batches.get(key) ?? known(headers);
      batches.set(key, hashes);
      return hashes.slice();
    });
    expect(await problemOf('chain', { engines: [blind as never] })).toBe(
      `expected the header at 7001 to be refused, got ${TIP}`,
    );
  });

  it('chain refuses a rival that lets everything pass, or hashes something else', async () => {
    const lenient = { ...createHashHasher, hash256: sha256, hasProofOfWork: () => true };
    expect(await problemOf('chain', { bitcoinjs: [lenient] })).toBe(
      'expected the header at 7001 to be refused, got undefined',
    );
    const single = { ...createHashHasher, name: '@noble/hashes', sha256: (bytes: Uint8Array) => bytes };
    expect(await problemOf('chain', { hashers: [single as never] })).toBe('expected the hash that header 2 names');
  });

  it('verify refuses one that lets everything pass', async () => {
    const lenient = { ...createHashHasher, hash256: sha256, hasProofOfWork: () => true };
    expect(await problemOf('verify', { bitcoinjs: [lenient] })).toBe(
      'expected header 200 to be refused, got undefined',
    );
  });
});

describe('the loop around a library that only hashes', () => {
  const puzzle = {
    prefix: Uint8Array.of(0x61),
    suffix: Uint8Array.of(0x7a),
    target: { kind: 'zero-bits', bits: 0 },
  } as const;

  it('writes decimal nonces between prefix and suffix, also where the digits grow', () => {
    const messageOf = messageWriter({ ...puzzle, encoding: 'decimal' } satisfies Puzzle);
    const texts = [0, 9, 10, 99, 100, 4_294_967_296].map((nonce) => Buffer.from(messageOf(nonce)).toString());
    expect(texts).toEqual(['a0z', 'a9z', 'a10z', 'a99z', 'a100z', 'a4294967296z']);
  });

  it('writes four bytes, big end first', () => {
    const messageOf = messageWriter({ ...puzzle, encoding: 'u32be' } satisfies Puzzle);
    expect([...messageOf(0x01020304)]).toEqual([0x61, 1, 2, 3, 4, 0x7a]);
  });

  it.each([
    [{ kind: 'zero-bits', bits: 0 }, 'ffff', true],
    [{ kind: 'zero-bits', bits: 12 }, '000f', true],
    [{ kind: 'zero-bits', bits: 12 }, '0010', false],
    [{ kind: 'zero-bits', bits: 16 }, '0000', true],
    [{ kind: 'zero-bits', bits: 16 }, '0001', false],
    [{ kind: 'hex-prefix', hex: 'abc' }, 'abcf', true],
    [{ kind: 'hex-prefix', hex: 'abc' }, 'abdf', false],
    [{ kind: 'hex-prefix', hex: 'abcd' }, 'abcd', true],
    [{ kind: 'hex-prefix', hex: 'abcd' }, 'abcc', false],
  ] as const)('with %o a digest that begins with %s: %o', (target, start, wins) => {
    expect(targetTest(target)(Buffer.from(start.padEnd(64, 'f'), 'hex'))).toBe(wins);
  });
});
