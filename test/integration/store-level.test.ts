import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, open, readdir, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLevelStore } from '../../src/store/level-store.ts';
import { killTestNetwork as network, killTestRecord } from './fixtures/kill-test-record.ts';

const root = new URL('../../', import.meta.url).pathname;

let directory = '';
let path = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'midstate-level-'));
  path = join(directory, 'store');
});
afterEach(() => rm(directory, { recursive: true }));

const records = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => killTestRecord(from + i));

/** Keys written down from the layout, not made by the code under test. */
const key = (text: string, height?: number): Buffer => {
  const number = Buffer.alloc(height === undefined ? 0 : 4);
  if (height !== undefined) number.writeUInt32BE(height);
  return Buffer.concat([Buffer.from(text), number]);
};

const networkText = (spacing: string) =>
  `{"name":"kill-test","genesisHash":"${'0f'.repeat(32)}","targetSpacing":${spacing}}`;

async function filledStore(): Promise<void> {
  await using store = await openLevelStore(path, { network });
  await store.append(records(0, 20));
}

/** Works on the closed database underneath. */
async function underneath(work: (database: ClassicLevel<Buffer, Buffer>) => Promise<void>): Promise<void> {
  const database = new ClassicLevel<Buffer, Buffer>(path, { keyEncoding: 'buffer', valueEncoding: 'buffer' });
  await work(database);
  await database.close();
}

const flipBit = (text: string, height?: number, at = 0) =>
  underneath(async (database) => {
    const value = (await database.get(key(text, height)))!;
    value[at]! ^= 0x10;
    await database.put(key(text, height), value);
  });

describe('LevelDB store, opening', () => {
  it('writes the documented keys', async () => {
    await filledStore();
    await underneath(async (database) => {
      expect((await database.get(key('V')))!.subarray(0, 4).toString('hex')).toBe('00000001');
      expect((await database.get(key('R')))!.subarray(0, 8).toString('hex')).toBe('0000000000000014');
      const named = networkText('5');
      expect((await database.get(key('N')))!.toString().slice(0, -4).slice(0, named.length)).toBe(named);
      expect((await database.get(key('h', 7)))!.subarray(0, 80)).toEqual(Buffer.from(killTestRecord(7).header));
      expect((await database.get(key('b', 7)))!.subarray(0, -4)).toEqual(Buffer.from(killTestRecord(7).body));
      // two writes: the first entries, the records
      for (const write of [1, 2]) expect(await database.get(key('w', write))).toHaveLength(4);
      expect(await database.keys().all()).toHaveLength(3 + 2 * 21 + 2);
    });
    await (await openLevelStore(path, { network })).close();
    await underneath(async (database) => {
      // of the writes before it was opened, the newest only
      expect(await database.get(key('w', 2))).toHaveLength(4);
      expect(await database.keys().all()).toHaveLength(3 + 2 * 21 + 1);
    });
  });

  it('says that a store is locked, in this process', async () => {
    await using _store = await openLevelStore(path, { network });
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({
      code: 'ERR_STORE_LOCKED',
      details: { path },
    });
  });

  it('says that a store is locked, by another process, and opens it once that is gone', async () => {
    const child = spawn(process.execPath, [join(root, 'test/integration/fixtures/append-forever.ts'), path]);
    await once(child.stdout, 'data');
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({
      code: 'ERR_STORE_LOCKED',
      details: { path },
    });
    child.kill('SIGKILL');
    await once(child, 'close');
    await using store = await openLevelStore(path, { network });
    expect(await store.tip()).toBeDefined();
  });

  it.each([
    ['name', { ...network, name: 'other' }, 'other', 'kill-test'],
    ['genesisHash', { ...network, genesisHash: '0e'.repeat(32) }, '0e'.repeat(32), '0f'.repeat(32)],
    ['targetSpacing', { ...network, targetSpacing: 6 }, '6', '5'],
  ])('refuses a store of another network %s', async (field, other, expected, received) => {
    await filledStore();
    await expect(openLevelStore(path, { network: other })).rejects.toMatchObject({
      code: 'ERR_STORE_MISMATCH',
      details: { path, field: `network.${field}`, expected, received },
      message: expect.stringMatching(
        /^the store .* holds a chain of another network, whose .*; name another directory$/,
      ),
    });
    await using again = await openLevelStore(path, { network });
    expect((await again.tip())?.height).toBe(20);
  });

  it('refuses a newer format', async () => {
    await filledStore();
    // 00000002 with its CRC-32 over "V", 0, 0, 0, 2 (python: zlib.crc32(b'V\0\0\0\2') = 0x9f7fac5a)
    await underneath((database) => database.put(key('V'), Buffer.from('000000029f7fac5a', 'hex')));
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({
      code: 'ERR_STORE_MISMATCH',
      details: { path, field: 'format', expected: '1', received: '2' },
    });
  });

  // With the CRC-32 over "N" and the text (python: zlib.crc32(b'N' + text).to_bytes(4, 'big').hex()).
  it.each([
    ['null', 'null', '256e3266'],
    ['no JSON', '{"name', '2cdbf126'],
    ['an interval that is a text', networkText('"5"'), '6b2da96c'],
    ['an interval of 0', networkText('0'), 'f4368f93'],
  ])('calls a store corrupt whose network is %s', async (_what, text, sum) => {
    await filledStore();
    await underneath((database) => database.put(key('N'), Buffer.concat([Buffer.from(text), Buffer.from(sum, 'hex')])));
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({
      code: 'ERR_STORE_CORRUPT',
      details: { path, problem: expect.stringContaining('the network that it names is malformed') },
    });
  });

  it('refuses a database that is not its own', async () => {
    await underneath((database) => database.put(key('x'), Buffer.from('y')));
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
  });

  it('refuses a path or a network that is malformed, as a bug of the caller', async () => {
    await expect(openLevelStore('', { network })).rejects.toThrow(TypeError);
    for (const [options, message] of [
      [undefined, 'options: expected an object, got undefined'],
      [{}, 'network: expected an object, got undefined'],
    ] as const) {
      const opened = openLevelStore(path, options as never);
      await expect(opened).rejects.toThrow(TypeError);
      await expect(opened).rejects.toThrow(message);
    }
    await expect(openLevelStore(path, { network: { ...network, name: '' } })).rejects.toThrow(/network\.name/);
    await expect(openLevelStore(path, { network: { ...network, genesisHash: '00' } })).rejects.toThrow(
      /network\.genesisHash/,
    );
    await expect(openLevelStore(path, { network: { ...network, targetSpacing: 0 } })).rejects.toThrow(RangeError);
  });

  it('says what to install where classic-level is missing', async () => {
    const copy = join(directory, 'src');
    await mkdir(copy);
    for (const part of ['errors.ts', 'primitives', 'store'])
      await cp(join(root, 'src', part), join(copy, part), { recursive: true });
    await writeFile(join(directory, 'package.json'), '{"type":"module"}');
    await writeFile(
      join(directory, 'open.ts'),
      `import { openLevelStore } from './src/store/level-store.ts';
       await openLevelStore('place', ${JSON.stringify({ network })}).catch((error) => console.log(error.code, error.message));`,
    );
    const child = spawn(process.execPath, ['open.ts'], { cwd: directory });
    const [output] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    expect(output).toMatch(/^ERR_STORE_UNAVAILABLE .*npm install classic-level/);
  });
});

describe('LevelDB store, damaged', () => {
  beforeEach(filledStore);

  it.each([
    ['the format', 'V', undefined],
    ['the network', 'N', undefined],
    ['the range of heights', 'R', undefined],
    ["the tip's header", 'h', 20],
    ["the tip's body", 'b', 20],
    ['a header just below the tip', 'h', 15],
  ])('is refused at opening for a flipped bit in %s', async (_what, letter, height) => {
    await flipBit(letter, height);
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({
      code: 'ERR_STORE_CORRUPT',
      details: { path },
    });
  });

  it('is refused at opening for a flipped bit in a checksum', async () => {
    await flipBit('h', 20, 82);
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
  });

  it.each([
    ['the tip', 20],
    ['one below it', 18],
  ])('is refused at opening when the header of %s is missing', async (_what, height) => {
    await underneath((database) => database.del(key('h', height)));
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({
      code: 'ERR_STORE_CORRUPT',
      details: { problem: `the header at height ${height} is missing` },
    });
  });

  it('is refused at opening when there is a header above the tip, or none of a range', async () => {
    await underneath(async (database) => database.put(key('h', 21), (await database.get(key('h', 20)))!));
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
    await underneath(async (database) =>
      database.batch([
        { type: 'del', key: key('h', 21) },
        { type: 'del', key: key('R') },
      ]),
    );
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
  });

  it('tells of a missing or damaged old header when it is read', async () => {
    for (const damage of [() => flipBit('h', 3), () => underneath((database) => database.del(key('h', 3)))]) {
      await damage();
      await using store = await openLevelStore(path, { network });
      const read = async () => {
        for await (const _headers of store.headers());
      };
      await expect(read()).rejects.toMatchObject({
        code: 'ERR_STORE_CORRUPT',
        message: expect.stringContaining('height 3'),
      });
    }
  });

  it('tells of a missing or damaged old body when it is read', async () => {
    for (const damage of [() => flipBit('b', 3), () => underneath((database) => database.del(key('b', 3)))]) {
      await damage();
      await using store = await openLevelStore(path, { network });
      await expect(store.body(3)).rejects.toMatchObject({
        code: 'ERR_STORE_CORRUPT',
        message: expect.stringContaining('height 3'),
      });
    }
  });

  it('tells of a record that stands under the key of another', async () => {
    await underneath(async (database) => database.put(key('b', 4), (await database.get(key('b', 5)))!));
    await using store = await openLevelStore(path, { network });
    await expect(store.body(4)).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
  });

  it('is refused when the files of the database are damaged', async () => {
    const current = (await readdir(path)).find((file) => file === 'CURRENT');
    await writeFile(join(path, current!), 'nonsense');
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
  });
});

describe('LevelDB store, after a write that failed', () => {
  it('acknowledges nothing more until it is opened again', async () => {
    await filledStore();
    await using store = await openLevelStore(path, { network });
    const full = Object.assign(new Error('IO error: No space left on device'), { code: 'LEVEL_IO_ERROR' });
    const batch = vi
      .spyOn(ClassicLevel.prototype, 'batch')
      .mockImplementationOnce((() => ({ put() {}, write: () => Promise.reject(full) })) as never);
    await expect(store.append(records(21, 21))).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', cause: full });
    await expect(store.append(records(21, 21))).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', cause: full });
    await expect(store.rollback(3)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(batch).toHaveBeenCalledTimes(1);
    expect((await store.tip())?.height).toBe(20);
    await store.close();
    await using again = await openLevelStore(path, { network });
    await again.append(records(21, 21));
    expect((await again.tip())?.height).toBe(21);
  });

  it('acknowledges nothing that its witness could not be told of', async () => {
    await filledStore();
    const probe = await open(join(directory, 'probe'), 'w');
    const fileHandle = Object.getPrototypeOf(probe) as FileHandle;
    await probe.close();
    const full = Object.assign(new Error('ENOSPC: no space left on device, fdatasync'), { code: 'ENOSPC' });
    await using store = await openLevelStore(path, { network });
    const sync = vi.spyOn(fileHandle, 'datasync').mockRejectedValueOnce(full);
    await expect(store.append(records(21, 21))).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', cause: full });
    await expect(store.append(records(21, 21))).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', cause: full });
    expect(sync).toHaveBeenCalledTimes(1);
    await store.close();
    await using again = await openLevelStore(path, { network });
    await again.append(records(21, 21));
    expect((await again.tip())?.height).toBe(21);
  });
});

describe('LevelDB store, arguments', () => {
  it('names the record that is malformed', async () => {
    await using store = await openLevelStore(path, { network });
    const appended = store.append([killTestRecord(0), null as never]);
    await expect(appended).rejects.toThrow(TypeError);
    await expect(appended).rejects.toThrow('records[1]: expected an object, got null');
  });
});

describe('LevelDB store, closing', () => {
  const failing = Object.assign(new Error('Database failed to close'), { code: 'LEVEL_DATABASE_NOT_CLOSED' });
  const failToClose = () => {
    vi.spyOn(ClassicLevel.prototype, 'close').mockImplementationOnce(async function (this: ClassicLevel) {
      await this.close(); // no longer the mock
      throw failing;
    });
  };

  it('tells of a database that cannot be closed as of every other failure', async () => {
    const store = await openLevelStore(path, { network });
    failToClose();
    await expect(store.close()).rejects.toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
      details: { path },
      cause: failing,
    });
  });

  it('says why a store was refused, also when it cannot be closed', async () => {
    await filledStore();
    failToClose();
    await expect(openLevelStore(path, { network: { ...network, name: 'other' } })).rejects.toMatchObject({
      code: 'ERR_STORE_MISMATCH',
    });
  });
});
