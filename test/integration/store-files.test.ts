/** What happens to the files of a store, from outside: damaged, gone, or of something else. */
import { existsSync } from 'node:fs';
import {
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BlockRecord } from '../../src/store/index.ts';
import { openLevelStore } from '../../src/store/level-store.ts';
import { killTestNetwork as network, killTestRecord } from './fixtures/kill-test-record.ts';

const fork = (height: number): BlockRecord => {
  const { header, body } = killTestRecord(height);
  return { height, header: header.toReversed(), body: body.toReversed() };
};
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

let directory = '';
let template = '';
let path = '';
/** The chain in the template after its last write. */
const chain = [...numbers(0, 149).map(killTestRecord), ...numbers(150, 155).map(fork)];

/** A store of two runs: the first is in a table, the second in the log, with a replaced tip and a rollback in it. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'midstate-files-'));
  template = join(directory, 'template');
  const first = await openLevelStore(template, { network });
  for (const height of numbers(0, 49)) await first.append([killTestRecord(height)]);
  await first.close();
  const second = await openLevelStore(template, { network });
  for (const height of numbers(50, 199)) await second.append([killTestRecord(height)]);
  for (const height of numbers(150, 160)) await second.append([fork(height)]);
  await second.rollback(155);
  await second.close();
});
afterAll(() => rm(directory, { recursive: true }));

let copies = 0;
beforeEach(async () => {
  path = join(directory, `copy-${copies++}`);
  await cp(template, path, { recursive: true });
});

async function readChain(): Promise<BlockRecord[]> {
  await using store = await openLevelStore(path, { network });
  const held: BlockRecord[] = [];
  for await (const item of store.headers()) {
    for (let at = 0; at < item.length; at += 80) {
      const height = held.length;
      held.push({ height, header: item.slice(at, at + 80), body: (await store.body(height))! });
    }
  }
  expect((await store.tip())?.height).toBe(held.at(-1)?.height);
  return held;
}

/** The store is refused as corrupt when it is opened, or it is whole. */
async function outcome(): Promise<'refused' | 'whole'> {
  try {
    const store = await openLevelStore(path, { network });
    await store.close();
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_STORE_CORRUPT', details: { path } });
    return 'refused';
  }
  expect(await readChain()).toEqual(chain);
  return 'whole';
}

async function fileNamed(pattern: RegExp): Promise<string> {
  const names = (await readdir(path)).filter((name) => pattern.test(name));
  expect(names).toHaveLength(1);
  return join(path, names[0]!);
}

async function flipBit(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  bytes[at]! ^= 0x10;
  await writeFile(file, bytes);
}

const zero = async (file: string) => writeFile(file, new Uint8Array((await stat(file)).size));
const halve = async (file: string) => truncate(file, (await stat(file)).size >> 1);
const damages = [
  ['zeroed', zero],
  ['cut to half', halve],
  ['emptied', (file: string) => truncate(file, 0)],
  ['deleted', unlink],
] as const;

describe('the undamaged store', () => {
  it('is whole, again and again', async () => {
    expect(await outcome()).toBe('whole');
    expect(await outcome()).toBe('whole');
  });
});

describe('LevelDB log', () => {
  // The log is longer than one of LevelDB's blocks of 32 KiB, which it skips one by one.
  it.each(numbers(0, 11))('is refused for a flipped bit in part %d of 12', async (part) => {
    const log = await fileNamed(/^\d+\.log$/);
    const { size } = await stat(log);
    expect(size).toBeGreaterThan(1.5 * 32_768);
    await flipBit(log, Math.floor((size * (part + 0.5)) / 12));
    expect(await outcome()).toBe('refused');
  });

  it('is refused for a flipped bit in its last byte, which is of a rollback', async () => {
    const log = await fileNamed(/^\d+\.log$/);
    await flipBit(log, (await stat(log)).size - 1);
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({
      code: 'ERR_STORE_CORRUPT',
      details: {
        problem:
          'writes that were acknowledged are lost: its records were up to height 155 after the last, and are up to height 160 now',
      },
    });
  });

  it.each(damages)('is refused when it is %s', async (_how, damage) => {
    await damage(await fileNamed(/^\d+\.log$/));
    expect(await outcome()).toBe('refused');
    expect(await outcome()).toBe('refused');
  });

  describe('whose last write was cut off by a crash, before anybody was told of it', () => {
    let log = '';
    let sizeBefore = 0;
    beforeEach(async () => {
      const behind = await readFile(join(path, 'acknowledged'));
      const store = await openLevelStore(path, { network });
      // opening has begun a new log; what the witness was told at the last write counts
      log = await fileNamed(/^\d+\.log$/);
      sizeBefore = (await stat(log)).size;
      await store.append([fork(156)]);
      await store.close();
      await writeFile(join(path, 'acknowledged'), behind);
    });

    it.each([0, 1, 6, 7, 8, 40, 0.3, 0.7, 0.999])('is no damage, also when %d of it is left', async (part) => {
      const { size } = await stat(log);
      const left = part % 1 === 0 ? part : Math.floor((size - sizeBefore) * part);
      await truncate(log, sizeBefore + left);
      expect(await outcome()).toBe('whole');
    });

    it.each([0, 0xff, 0x5a])('is no damage where the disk has bytes %d in place of it', async (byte) => {
      const bytes = await readFile(log);
      await writeFile(log, bytes.fill(byte, sizeBefore + 20));
      expect(await outcome()).toBe('whole');
    });

    it('is there when all of it was written', async () => {
      expect(await readChain()).toEqual([...chain, fork(156)]);
    });
  });

  it('is refused when it is deleted in the first run, where it is all there is', async () => {
    path = join(directory, 'first-run');
    const store = await openLevelStore(path, { network });
    await store.append(chain.slice(0, 3));
    await store.close();
    await unlink(await fileNamed(/^\d+\.log$/));
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({
      code: 'ERR_STORE_CORRUPT',
      details: { problem: expect.stringContaining('were up to height 2 after the last, and are none now') },
    });
  });
});

describe("LevelDB's other files", () => {
  it.each(damages)('are refused when CURRENT is %s', async (_how, damage) => {
    await damage(join(path, 'CURRENT'));
    expect(await outcome()).toBe('refused');
  });

  it.each(damages)('are refused when the manifest is %s', async (_how, damage) => {
    await damage(await fileNamed(/^MANIFEST-/));
    expect(await outcome()).toBe('refused');
  });

  it.each(damages)('are refused when a table is %s', async (_how, damage) => {
    await damage(await fileNamed(/\.ldb$/));
    expect(await outcome()).toBe('refused');
  });

  it.each([[/\.ldb$/], [/^\d+\.log$/], [/^MANIFEST-/], [/^acknowledged$/]])(
    'are left as they are without CURRENT, also when only %s is there',
    async (kept) => {
      for (const name of await readdir(path)) if (!kept.test(name)) await unlink(join(path, name));
      const file = await fileNamed(kept);
      const bytes = await readFile(file);
      await expect(openLevelStore(path, { network })).rejects.toMatchObject({
        code: 'ERR_STORE_CORRUPT',
        details: { problem: expect.stringMatching(/^its file CURRENT is missing, but .* is there$/) },
      });
      expect(await readdir(path)).toHaveLength(1);
      expect(await readFile(file)).toEqual(bytes);
    },
  );

  it('do not hinder a store whose making was cut off before there was a CURRENT', async () => {
    path = join(directory, 'cut-off');
    await mkdir(path);
    for (const name of ['LOCK', 'LOG', 'MANIFEST-000001', '000001.dbtmp']) await writeFile(join(path, name), '');
    expect(await readChain()).toEqual([]);
  });
});

describe('witness', () => {
  const witness = () => join(path, 'acknowledged');

  it.each(damages.filter(([how]) => how !== 'cut to half'))('is missed when it is %s', async (_how, damage) => {
    await damage(witness());
    expect(await outcome()).toBe('refused');
    expect(await outcome()).toBe('refused');
  });

  it('may be cut to half: one of its two slots is enough', async () => {
    await halve(witness());
    expect(await outcome()).toBe('whole');
  });

  it.each([0, 7, 15, 4096, 4103, 4111])('may have been torn at byte %d', async (at) => {
    await flipBit(witness(), at);
    expect(await outcome()).toBe('whole');
  });

  it('may be a write behind, as after a kill between the two, and catches up when the store is opened', async () => {
    const behind = join(directory, 'behind');
    await copyFile(witness(), behind);
    const store = await openLevelStore(path, { network });
    await store.append([fork(156)]);
    await store.close();
    const ahead = await readFile(witness());
    await copyFile(behind, witness());
    expect(await readChain()).toEqual([...chain, fork(156)]);
    expect(await readFile(witness())).toEqual(ahead);
  });

  it.each([7, 16])(
    'may have been torn after %i bytes in its very first write, when nothing was acknowledged',
    async (size) => {
      const fresh = join(directory, `fresh-${size}`);
      const database = new ClassicLevel(fresh);
      await database.open();
      await database.close();
      await writeFile(join(fresh, 'acknowledged'), new Uint8Array(size));
      path = fresh;
      expect(await readChain()).toEqual([]);
      const store = await openLevelStore(path, { network });
      await store.append([killTestRecord(0)]);
      await store.close();
      expect(await readChain()).toEqual([killTestRecord(0)]);
    },
  );

  it('of a newer state than the database is in is a loss', async () => {
    const store = await openLevelStore(path, { network });
    await store.append([fork(156)]);
    await store.close();
    const ahead = await readFile(witness());
    await rm(path, { recursive: true });
    await cp(template, path, { recursive: true });
    await writeFile(witness(), ahead);
    expect(await outcome()).toBe('refused');
  });
});

describe('a path where no store can be', () => {
  it.each([
    ['names a file', ''],
    ['leads through a file', '/below/it'],
  ])('is told of when it %s', async (_what, below) => {
    const file = join(directory, 'a-file');
    await writeFile(file, 'text');
    await expect(openLevelStore(`${file}${below}`, { network })).rejects.toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
      message: `the store ${file}${below} cannot be used: ${file} is not a directory`,
    });
  });

  it('is told of when it holds files of something else, which stay as they are', async () => {
    const other = join(directory, 'other');
    await mkdir(other);
    await writeFile(join(other, 'letter.txt'), 'text');
    await expect(openLevelStore(other, { network })).rejects.toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
      message: `the store ${other} cannot be used: it holds other files (letter.txt) and no store; name another directory`,
    });
    expect(await readdir(other)).toEqual(['letter.txt']);
  });

  it.skipIf(!existsSync('/proc/self'))('is told of when the system makes no directories there', async () => {
    await expect(openLevelStore('/proc/nope/x', { network })).rejects.toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
      message: expect.stringContaining('the directory cannot be made: ENOENT'),
    });
  });

  it('is made beside what file systems and desktops put into any directory', async () => {
    path = join(directory, 'volume');
    await mkdir(join(path, 'lost+found'), { recursive: true });
    await writeFile(join(path, '.DS_Store'), 'text');
    expect(await readChain()).toEqual([]);
    expect(await readChain()).toEqual([]);
  });

  it('is made with all above it where they can be made', async () => {
    path = join(directory, 'a', 'b', 'c');
    expect(await readChain()).toEqual([]);
  });
});
