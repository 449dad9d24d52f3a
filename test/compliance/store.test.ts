import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeCompliance, type OpenStore } from '../../src/compliance/index.ts';
import { createMemoryStore, type BlockRecord, type ChainStore } from '../../src/store/index.ts';
import { openLevelStore } from '../../src/store/level-store.ts';

const network = { name: 'compliance', genesisHash: '0f'.repeat(32), targetSpacing: 5 };

describe('memory store', () => {
  it.each(storeCompliance.filter((check) => !check.durable))('$name', (check) =>
    check.run(() => createMemoryStore({ network })),
  );
});

describe('memory store, malformed options', () => {
  it.each([
    ['no options', undefined, 'options: expected an object, got undefined'],
    ['no network', {}, 'network: expected an object, got undefined'],
    ['the name of a network', { network: 'mainnet' }, 'network: expected an object, got "mainnet"'],
  ])('says what it expected where it is given %s', async (_what, options, message) => {
    const created = createMemoryStore(options as never);
    await expect(created).rejects.toThrow(TypeError);
    await expect(created).rejects.toThrow(message);
  });
});

describe('LevelDB store', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'midstate-store-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it.each(storeCompliance.map((check, i) => ({ ...check, place: `store-${i}` })))('$name', (check) =>
    check.run(() => openLevelStore(join(directory, check.place), { network })),
  );
});

type Fault =
  | 'writes up to the malformed record'
  | 'keeps what stood above'
  | 'forgets the last record when reopened'
  | 'finds replaced records again when reopened'
  | 'writes in another order than asked'
  | "keeps the caller's bytes"
  | 'copies the bytes too late'
  | 'gives out its own bytes'
  | 'reads a chain that changes'
  | 'is lost at the end of the heights'
  | 'takes a gap'
  | 'works after close'
  | 'does not wait when closed';

/** A durable store of a few lines, right but for one planted fault. `place` is its disk. */
function faultyStore(fault?: Fault): OpenStore {
  let place: BlockRecord[] = [];

  return async (): Promise<ChainStore> => {
    if (fault === 'forgets the last record when reopened') place.pop();
    if (fault === 'is lost at the end of the heights' && place.at(-1)?.height === 0xffffffff) place = [];
    const inner = await createMemoryStore({ network });
    await inner.append(place);
    let queue: Promise<unknown> = Promise.resolve();
    let closed = false;
    let calls = 0;
    let kept: Awaited<ReturnType<ChainStore['tip']>>;

    const save = async (): Promise<void> => {
      const saved: BlockRecord[] = [];
      const tip = await inner.tip();
      const headers: Uint8Array[] = [];
      for await (const item of inner.headers())
        for (let at = 0; at < item.length; at += 80) headers.push(item.slice(at, at + 80));
      for (const [i, header] of headers.entries()) {
        const height = (tip?.height ?? 0) - headers.length + 1 + i;
        saved.push({ height, header, body: (await inner.body(height)) ?? new Uint8Array() });
      }
      const top = saved.at(-1)?.height ?? -1;
      const replaced =
        fault === 'finds replaced records again when reopened' ? place.filter(({ height }) => height > top) : [];
      place = [...saved, ...replaced];
    };
    const write = async (given: readonly BlockRecord[]): Promise<void> => {
      const top = (await inner.tip())?.height;
      const last = given.at(-1)?.height ?? 0;
      if (fault === 'writes up to the malformed record') {
        for (const record of given) await inner.append([record]);
      } else if (fault === 'takes a gap' && top !== undefined && given[0] && given[0].height > top + 1) {
        await inner.append(given.map((record, i) => ({ ...record, height: top + 1 + i })));
      } else if (fault === 'keeps what stood above' && top !== undefined && top > last) {
        await save();
        await inner.append([...given, ...place.filter(({ height }) => height > last)]);
      } else {
        await inner.append(given);
      }
    };
    const store: ChainStore = {
      kind: 'faulty',
      location: 'memory',
      network,
      async tip() {
        const tip = await inner.tip();
        if (fault !== 'gives out its own bytes') return tip;
        if (kept?.height !== tip?.height) kept = tip;
        return kept;
      },
      append(given, branches) {
        if (closed) return inner.append(given, branches);
        const own = Array.isArray(given) && fault !== 'copies the bytes too late' ? structuredClone(given) : given;
        if (fault === 'writes in another order than asked' && ++calls % 3 === 2) {
          return new Promise((resolve, reject) => setTimeout(() => void write(own).then(resolve, reject), 5));
        }
        const done = queue.then(() => write(own));
        queue = done.catch(() => {});
        if (fault === "keeps the caller's bytes")
          kept = given.at(-1) && { height: given.at(-1)!.height, header: given.at(-1)!.header };
        return done;
      },
      rollback(height) {
        if (closed) return inner.rollback(height);
        const done = queue.then(() => inner.rollback(height));
        queue = done.catch(() => {});
        return done;
      },
      async *headers(from, to) {
        if (fault === "keeps the caller's bytes" && kept && from === undefined) {
          for await (const item of inner.headers(0, kept.height - 1)) yield item;
          yield kept.header;
        } else if (fault === 'reads a chain that changes') {
          for (let height = from ?? 0; height <= (to ?? 9_999); height++) yield* inner.headers(height, height);
        } else yield* inner.headers(from, to);
      },
      branches: () => inner.branches(),
      body: (height) => inner.body(height),
      async close() {
        if (closed) return;
        closed = fault !== 'works after close';
        if (fault !== 'does not wait when closed') await queue;
        await save();
        if (closed) await inner.close();
      },
      [Symbol.asyncDispose]: () => store.close(),
    };
    return store;
  };
}

async function failedChecks(fault?: Fault): Promise<string[]> {
  const failed: string[] = [];
  for (const check of storeCompliance) await check.run(faultyStore(fault)).catch(() => failed.push(check.name));
  return failed;
}

describe('the suite itself', () => {
  it('passes a right store', async () => {
    expect(await failedChecks()).toEqual([]);
  });

  const planted: [Fault, string][] = [
    ['writes up to the malformed record', 'a malformed record is refused and changes nothing'],
    ['keeps what stood above', 'records at or below the tip replace all from there on'],
    ['forgets the last record when reopened', 'what was acknowledged is there when the place is opened again'],
    ['finds replaced records again when reopened', 'what was removed stays away when the place is opened again'],
    ['writes in another order than asked', 'writes that nobody waits for are done in the order of the calls'],
    ["keeps the caller's bytes", 'bytes are copied on the way in, at the call'],
    ['copies the bytes too late', 'bytes are copied on the way in, at the call'],
    ['gives out its own bytes', 'bytes are copied on the way out'],
    ['reads a chain that changes', 'headers are those of the moment when the first item was asked for'],
    ['reads a chain that changes', 'headers that are being read do not grow with the chain'],
    [
      'is lost at the end of the heights',
      'the highest height is the last below 2^32, also when the place is opened again',
    ],
    ['takes a gap', 'a gap above the tip is refused and changes nothing'],
    ['works after close', 'after close every call is refused, and closing again is no error'],
    ['does not wait when closed', 'close waits for the writes that were asked for'],
  ];
  it.each(planted)('fails a store that %s', async (fault, check) => {
    expect(await failedChecks(fault)).toContain(check);
  });
});
