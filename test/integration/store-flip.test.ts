/**
 * A single flipped bit anywhere in a LevelDB store is detected when it is opened, or changes nothing that is read.
 *
 * The second can be said of these bytes: LevelDB's diary `LOG` and `LOG.old`; the file `acknowledged`, of which one of two
 * slots is enough, and what lies between them.
 */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findFileDamage } from '../../src/store/level-files.node.ts';
import { openLevelStore } from '../../src/store/level-store.ts';
import { LevelWitness } from '../../src/store/level-witness.node.ts';
import { killTestNetwork as network, killTestRecord } from './fixtures/kill-test-record.ts';
import { fastDirectory } from './level-database.ts';

/** Names of the files in which a flipped bit changes nothing. */
const OF_NO_CONSEQUENCE = /^(?:LOG|LOG\.old|acknowledged)$/;

let directory = '';
let path = '';
beforeAll(async () => void (directory = await mkdtemp(join(fastDirectory, 'midstate-flip-'))));
afterAll(() => rm(directory, { recursive: true }));

/** Numbers that are the same in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

async function readAll(place: string): Promise<string> {
  await using store = await openLevelStore(place, { network });
  const parts: Uint8Array[] = [];
  for await (const headers of store.headers()) parts.push(headers);
  for await (const headers of store.branches()) parts.push(headers);
  const tip = await store.tip();
  for (let height = 0; height <= (tip?.height ?? -1); height++) parts.push((await store.body(height))!);
  return `${tip?.height} ${Buffer.concat(parts).toString('base64')}`;
}

async function copyOf(template: string): Promise<string> {
  const copy = join(directory, 'copy');
  await rm(copy, { recursive: true, force: true });
  await cp(template, copy, { recursive: true });
  return copy;
}

/** What is read from the store in `path`. */
let expected = '';

/** Opens a copy with the bit flipped. */
async function openFlipped(file: string, at: number, bit: number): Promise<'refused' | 'whole'> {
  const copy = await copyOf(path);
  const bytes = await readFile(join(copy, file));
  bytes[at]! ^= 1 << bit;
  await writeFile(join(copy, file), bytes);
  try {
    expect((await readAll(copy)) === expected, `what is read after a flip at ${file} ${at}.${bit}`).toBe(true);
    return 'whole';
  } catch (error) {
    expect(error, `${file} ${at}.${bit}`).toMatchObject({ code: 'ERR_STORE_CORRUPT', details: { path: copy } });
    return 'refused';
  }
}

/** A small store of one table and one log, whose last record is short. */
describe('every byte of a small store', () => {
  beforeEach(async () => {
    path = join(directory, 'small');
    await rm(path, { recursive: true, force: true });
    const first = await openLevelStore(path, { network });
    await first.append([{ ...killTestRecord(0), body: Uint8Array.of(1, 2, 3) }], killTestRecord(8).header);
    await first.close();
    const second = await openLevelStore(path, { network });
    await second.append([{ ...killTestRecord(1), body: Uint8Array.of(4) }]);
    await second.append([{ ...killTestRecord(1), body: new Uint8Array() }], killTestRecord(1).header);
    await second.append([], killTestRecord(9).header);
    await second.close();
    expected = await readAll(await copyOf(path));
  });

  it('is checked before LevelDB reads it, or shows when the store is opened', { timeout: 120_000 }, async () => {
    const random = seeded(1);
    const seen: Record<string, number> = {};
    for (const file of await readdir(path)) {
      if (OF_NO_CONSEQUENCE.test(file)) continue;
      const bytes = await readFile(join(path, file));
      const left: [number, number][] = [];
      for (let at = 0; at < bytes.length; at++) {
        const bit = random(8);
        bytes[at]! ^= 1 << bit;
        await writeFile(join(path, file), bytes);
        if ((await findFileDamage(path)) === undefined) left.push([at, bit]);
        bytes[at]! ^= 1 << bit;
      }
      await writeFile(join(path, file), bytes);
      const kind = file.replace(/\d+/, '');
      seen[kind] = (seen[kind] ?? 0) + bytes.length;
      // What stands last in a log may be of a write that was cut off, so LevelDB decides, and then the witness.
      if (left.length > 0) expect(kind).toBe('.log');
      for (const [at, bit] of left) expect(await openFlipped(file, at, bit), `${file} ${at}.${bit}`).toBe('refused');
      expect(left.length, file).toBeLessThan(200);
    }
    expect(Object.keys(seen).toSorted()).toEqual(['.ldb', '.log', 'CURRENT', 'LOCK', 'MANIFEST-']);
    expect(Math.min(seen['.ldb']!, seen['.log']!)).toBeGreaterThan(500);
  });

  it('of the witness leaves the newest write in it, or the one before', { timeout: 60_000 }, async () => {
    const random = seeded(2);
    const file = join(path, 'acknowledged');
    const bytes = await readFile(file);
    const read = async () => {
      const witness = new LevelWitness(path);
      const acknowledged = await witness.read();
      await witness.close();
      return acknowledged;
    };
    const newest = (await read())!;
    expect(newest).toEqual({ write: 5, tip: 1 });
    for (let at = 0; at < bytes.length; at++) {
      // between the slots there are zeros, of which every twentieth will do
      if (at > 16 && at < 4096 && at % 20 !== 0) continue;
      const bit = random(8);
      bytes[at]! ^= 1 << bit;
      await writeFile(file, bytes);
      const { write, tip } = (await read())!;
      expect(tip).toBe(1);
      expect(newest.write - write, `byte ${at}`).toBeOneOf(at >= 4096 ? [1] : [0]);
      bytes[at]! ^= 1 << bit;
    }
    await writeFile(file, bytes);
    for (const at of [0, 9, 15, 1000, 4096, 4111]) expect(await openFlipped('acknowledged', at, 3)).toBe('whole');
  });

  it.each(['LOG', 'LOG.old'])('of %s changes nothing', async (file) => {
    const { length } = await readFile(join(path, file));
    for (const at of [0, length >> 1, length - 1]) expect(await openFlipped(file, at, 5)).toBe('whole');
  });
});

describe('random bytes of a store of some tables', () => {
  beforeEach(async () => {
    path = join(directory, 'larger');
    for (let run = 0; run < 3; run++) {
      const store = await openLevelStore(path, { network });
      for (let at = 0; at < 5; at++) {
        const from = 500 * run + 100 * at;
        const records = Array.from({ length: 150 }, (_, i) => {
          const { height, header, body } = killTestRecord(from + i);
          return { height, header, body: body.subarray(0, height % 50) };
        });
        await store.append(records, records[7]!.header);
      }
      await store.close();
    }
    expected = await readAll(await copyOf(path));
  });

  it('are refused when they are data', { timeout: 120_000 }, async () => {
    const random = seeded(3);
    const files = (await readdir(path)).filter((file) => !OF_NO_CONSEQUENCE.test(file));
    const sizes = await Promise.all(files.map(async (file) => (await readFile(join(path, file))).length));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(250_000);
    for (let round = 0; round < 40; round++) {
      let at = random(total);
      let number = 0;
      while (at >= sizes[number]!) at -= sizes[number++]!;
      expect(await openFlipped(files[number]!, at, random(8)), `${files[number]} ${at}`).toBe('refused');
    }
  });
});
