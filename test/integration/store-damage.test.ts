/** Entries of a LevelDB store that are damaged, missing or of another time, in files whose own checksums are right. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlockRecord } from '../../src/store/index.ts';
import { LevelReader, type EntrySource } from '../../src/store/level-reader.node.ts';
import { openLevelStore } from '../../src/store/level-store.ts';
import { killTestNetwork as network, killTestRecord } from './fixtures/kill-test-record.ts';
import { bodyKey, fastDirectory, key, underneath } from './level-database.ts';

let directory = '';
let path = '';
beforeEach(async () => {
  directory = await mkdtemp(join(fastDirectory, 'midstate-damage-'));
  path = join(directory, 'store');
});
afterEach(() => rm(directory, { recursive: true }));

const records = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => killTestRecord(from + i));

/** Three pages of 128, 128 and 44 headers, and two entries of branches. */
beforeEach(async () => {
  await using store = await openLevelStore(path, { network });
  await store.append(records(0, 299), killTestRecord(7).header);
  await store.append([], killTestRecord(8).header);
});

const flipBit = (at: Buffer, place = 0) =>
  underneath(path, async (database) => {
    const value = (await database.get(at))!;
    value[place]! ^= 0x10;
    await database.put(at, value);
  });

/** What opening says of the store that is damaged. */
async function refusal(): Promise<{ problem: string; intact?: { lowest: number; tip: number } }> {
  const error = await openLevelStore(path, { network }).then(
    () => expect.unreachable('it was opened'),
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'ERR_STORE_CORRUPT', details: { path } });
  return (error as { details: { problem: string } }).details;
}

describe('LevelDB store with entries that are not what was written', () => {
  it.each([
    ['the format', key('V'), 0],
    ['the network', key('N'), 9],
    ['the state', key('z'), 7],
    ['a checksum', key('z'), 29],
    ['the branches', key('s', 0), 40],
    ['the branches before', key('s', 1), 2],
  ])('is refused for a flipped bit in %s, and all headers are still read', async (_what, at, place) => {
    await flipBit(at, place);
    expect(await refusal()).toMatchObject({ intact: { lowest: 0, tip: 299 } });
  });

  it.each([
    ['the tip', key('c', 256), 8 + 43 * 80, 255, 'the headers from height 256 on are not what was written'],
    ['the middle', key('c', 128), 8, 127, 'the headers from height 128 on are not what was written'],
    ['the seal below', key('c', 128), 1, 127, 'the headers from height 128 on are not what was written'],
    ['the body of the tip', bodyKey(299), 0, 298, 'the body at height 299 is not what was written'],
    ['a body in the middle', bodyKey(130), 99, 129, 'the body at height 130 is not what was written'],
  ])('is refused for a flipped bit in %s', async (_what, at, place, tip, problem) => {
    await flipBit(at, place);
    expect(await refusal()).toEqual({ path, problem, intact: { lowest: 0, tip } });
  });

  it.each([
    ['the first', key('c', 0)],
    ['the lowest height', key('c', 0), 4],
  ])('can be read nowhere when the page of %s is damaged', async (_what, at, place = 20) => {
    await flipBit(at, place);
    expect(await refusal()).not.toHaveProperty('intact');
  });

  it.each([
    [key('c', 256), 255, 'it holds a body at height 256, but no header'],
    [key('c', 128), 127, 'it holds a body at height 128, but no header'],
    [bodyKey(299), 298, 'the body at height 299 is missing'],
    [bodyKey(130), 129, 'the body at height 130 is missing'],
    [bodyKey(255), 254, 'the body at height 255 is missing'],
    [key('s', 0), 299, 'the branches are not what was written from entry 0 on'],
    [key('s', 1), 299, 'the branches are not what was written from entry 1 on'],
    [key('z'), 299, 'its state is missing or not what was written'],
    [key('N'), 299, 'it names no network'],
  ])('is refused when the entry %s is missing', async (at, tip, problem) => {
    await underneath(path, (database) => database.del(at));
    expect(await refusal()).toEqual({ path, problem, intact: { lowest: 0, tip } });
  });

  it('is refused when its lowest page is missing, and no height can be read then', async () => {
    await underneath(path, (database) => database.del(key('c', 0)));
    expect(await refusal()).toEqual({
      path,
      problem: 'it holds a body at height 0, but no header',
    });
    await underneath(path, async (database) => {
      for (let height = 0; height < 128; height++) await database.del(bodyKey(height));
    });
    expect(await refusal()).toEqual({ path, problem: 'the headers below height 128 are missing' });
  });

  it.each([
    ['a body above the tip', bodyKey(300), bodyKey(299), 'it holds a body at height 300, but no header'],
    ['the body of another height', bodyKey(4), bodyKey(5), 'the body at height 4 is not what was written'],
    [
      'the page of other heights',
      key('c', 128),
      key('c', 0),
      'the headers from height 128 on are not what was written',
    ],
    ['a page above the tip', key('c', 384), key('c', 256), 'the headers from height 300 on are not what was written'],
    ['an entry that is no store', key('x'), key('V'), "it holds an entry that is no store's"],
    ['a number of no height', key('c', 4, 'x'), key('V'), "it holds an entry that is no store's"],
  ])('is refused for %s', async (_what, at, source, problem) => {
    await underneath(path, async (database) => database.put(at, (await database.get(source))!));
    expect(await refusal()).toMatchObject({ problem });
  });

  it('is refused for a body that its header does not have', async () => {
    await using store = await openLevelStore(path, { network });
    await store.append([{ ...killTestRecord(300), body: new Uint8Array() }]);
    await store.close();
    await underneath(path, (database) => database.put(bodyKey(300), Buffer.from('body')));
    expect(await refusal()).toMatchObject({ problem: 'it holds a body at height 300 that is not of its header' });
  });

  it.each([
    ['the newest page', 301, key('c', 256), 'the headers from height 301 on are missing'],
    [
      'the page of a tip that was replaced',
      300,
      key('c', 256),
      'the headers up to height 301 are not those of the last write',
    ],
    [
      'the page of a branch',
      200,
      key('c', 128),
      'the headers from height 256 on are not of the same write as those below',
    ],
    [
      'the state',
      300,
      key('z'),
      'writes that were acknowledged are lost: its records were up to height 301 after the last, and are up to height 301 now',
    ],
  ])('is refused when %s is as it was before a later write', async (_what, from, at, problem) => {
    const other = ({ height, header }: BlockRecord) => ({
      height,
      header: header.toReversed(),
      body: new Uint8Array(),
    });
    const first = await openLevelStore(path, { network });
    await first.append(records(200, from === 300 ? 301 : 300).map(other));
    await first.close();
    let before: Buffer = Buffer.of();
    await underneath(path, async (database) => void (before = (await database.get(at))!));
    const second = await openLevelStore(path, { network });
    await second.append(records(from, 301).map((record) => other(other(record))));
    await second.close();
    await underneath(path, (database) => database.put(at, before));
    expect(await refusal()).toMatchObject({ problem });
  });

  it('says in its message what can be read, and how to keep it', async () => {
    await flipBit(key('c', 128));
    await expect(openLevelStore(path, { network })).rejects.toThrow(
      `the store ${path} is corrupt: the headers from height 128 on are not what was written; ` +
        `midstate chain rebuild --data ${path} keeps heights 0 to 127, which can still be read`,
    );
  });

  it('is refused when the files of the database are damaged', async () => {
    const current = (await readdir(path)).find((file) => file === 'CURRENT');
    await writeFile(join(path, current!), 'nonsense');
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
  });
});

describe('LevelDB store that is damaged while it is open', () => {
  type Seen = (value: Buffer) => Buffer | undefined;
  const missing: Seen = () => undefined;
  const flipped: Seen = (value) => {
    value[6]! ^= 0x10;
    return value;
  };
  const reads: Record<string, (reader: LevelReader) => Promise<unknown>> = {
    headers: (reader) => reader.headers(3, 298),
    body: async (reader) => reader.body(await reader.page(3), 3),
    branches: (reader) => reader.branches(1),
    state: (reader) => reader.state(),
  };

  it.each([
    ['headers', key('c', 128), missing, 'the headers from height 128 on are missing'],
    ['headers', key('c', 0), missing, 'the headers from height 3 on are missing'],
    ['headers', key('c', 128), flipped, 'the headers from height 128 on are not what was written'],
    ['body', bodyKey(3), missing, 'the body at height 3 is missing'],
    ['body', bodyKey(3), flipped, 'the body at height 3 is not what was written'],
    ['branches', key('s', 1), missing, 'the entry 1 of branches is missing'],
    ['branches', key('s', 1), flipped, 'its entry 1 of branches is not what was written'],
    ['state', key('z'), missing, 'its state is missing'],
    ['state', key('z'), flipped, 'its state is not what was written'],
  ] as const)('tells of it when the %s are read: %s', async (what, at, seen, problem) => {
    await underneath(path, async (database) => {
      const look = (wanted: Uint8Array, value: Buffer | undefined) =>
        at.equals(wanted) && value ? seen(value) : value;
      const source: EntrySource = {
        get: async (wanted) => look(wanted, await database.get(Buffer.from(wanted))),
        getMany: async (wanted) =>
          (await database.getMany(wanted.map((each) => Buffer.from(each)))).map((value, i) => look(wanted[i]!, value)),
      };
      await expect(reads[what]!(new LevelReader(source, path))).rejects.toMatchObject({
        code: 'ERR_STORE_CORRUPT',
        details: { path, problem },
      });
    });
  });
});
