import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, open, readdir, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ClassicLevel } from 'classic-level';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLevelStore } from '../../src/store/level-store.ts';
import { killTestNetwork as network, killTestRecord } from './fixtures/kill-test-record.ts';
import { bodyKey, key, underneath } from './level-database.ts';

const root = new URL('../../', import.meta.url).pathname;

let directory = '';
let path = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'midstate-level-'));
  path = join(directory, 'store');
});
afterEach(() => rm(directory, { recursive: true }));

const records = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => killTestRecord(from + i));

const networkText = (spacing: string) =>
  `{"name":"kill-test","genesisHash":"${'0f'.repeat(32)}","targetSpacing":${spacing}}`;

/** Three pages of 128, 128 and 44 headers, and two entries of branches. */
async function filledStore(): Promise<void> {
  await using store = await openLevelStore(path, { network });
  await store.append(records(0, 299), killTestRecord(7).header);
  await store.append([], killTestRecord(8).header);
}

describe('LevelDB store, opening', () => {
  it('writes the documented keys', async () => {
    await filledStore();
    await underneath(path, async (database) => {
      expect((await database.get(key('V')))!.subarray(0, 4).toString('hex')).toBe('00000002');
      const named = networkText('5');
      expect((await database.get(key('N')))!.toString().slice(0, named.length)).toBe(named);
      // three writes: the first entries, the records, the second branch
      const [write, filled, lowest, tip, pageSeal, branchEntries, branchSeal] = new Uint32Array(
        (await database.get(key('z')))!.swap32().buffer.slice(0, 28),
      );
      expect([write, filled, lowest, tip, branchEntries]).toEqual([3, 1, 0, 299, 2]);

      const pages = await Promise.all([0, 128, 256].map((height) => database.get(key('c', height))));
      expect(pages.map((page) => page!.length)).toEqual([128, 128, 44].map((count) => 8 + count * 84 + 4));
      expect(pages.map((page) => page!.readUInt32BE(4))).toEqual([0, 128, 256]);
      expect(pages[1]!.subarray(8 + 80, 8 + 160)).toEqual(Buffer.from(killTestRecord(129).header));
      expect(pages[1]!.readUInt32BE(8 + 128 * 80 + 4)).toBe(crc32(killTestRecord(129).body, crc32(bodyKey(129))));
      const seals = pages.map((page) => page!.readUInt32BE(page!.length - 4));
      expect(pages.map((page) => page!.readUInt32BE(0))).toEqual([0, seals[0], seals[1]]);
      expect(pageSeal).toBe(seals[2]);
      expect(await database.get(bodyKey(129))).toEqual(Buffer.from(killTestRecord(129).body));

      const branches = await Promise.all([0, 1].map((number) => database.get(key('s', number))));
      expect(branches[1]!.subarray(4, 84)).toEqual(Buffer.from(killTestRecord(8).header));
      expect(branches[1]!.readUInt32BE(0)).toBe(branches[0]!.readUInt32BE(84));
      expect(branchSeal).toBe(branches[1]!.readUInt32BE(84));
      expect(await database.keys().all()).toHaveLength(3 + 3 + 300 + 2);
    });
  });

  it('keeps no entry for an empty body', async () => {
    const store = await openLevelStore(path, { network });
    await store.append(records(0, 2).map((record) => ({ ...record, body: new Uint8Array() })));
    expect(await store.body(1)).toEqual(new Uint8Array());
    await store.close();
    await underneath(path, async (database) => expect(await database.keys().all()).toHaveLength(3 + 1));
    await using again = await openLevelStore(path, { network });
    expect(await again.body(2)).toEqual(new Uint8Array());
  });

  it('takes the stored network where none is named', async () => {
    await filledStore();
    await using store = await openLevelStore(path);
    expect(store.network).toEqual(network);
    expect((await store.tip())?.height).toBe(299);
  });

  it('makes no store without a network', async () => {
    await expect(openLevelStore(path)).rejects.toThrow(TypeError);
    await expect(openLevelStore(path)).rejects.toThrow(/^options\.network: expected the network of the new store in /);
    expect(await readdir(directory)).toEqual([]);
    await underneath(path, async () => {}); // a database in which nothing was written yet
    await expect(openLevelStore(path)).rejects.toThrow(/^options\.network: /);
    await (await openLevelStore(path, { network })).close();
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
    expect((await again.tip())?.height).toBe(299);
  });

  // With their CRC-32 over "V" and the number (python: zlib.crc32(b'V\0\0\0\3').to_bytes(4, 'big').hex()).
  it.each([
    ['a newer', '3', '00000003e8789ccc'],
    ['an older', '1', '000000010676fde0'],
  ])('refuses %s format and leaves it as it is', async (_what, received, value) => {
    await filledStore();
    await underneath(path, (database) => database.put(key('V'), Buffer.from(value, 'hex')));
    for (const attempt of [1, 2]) {
      await expect(openLevelStore(path, { network }), `attempt ${attempt}`).rejects.toMatchObject({
        code: 'ERR_STORE_MISMATCH',
        details: { path, field: 'format', expected: '2', received },
      });
    }
  });

  // With the CRC-32 over "N" and the text (python: zlib.crc32(b'N' + text).to_bytes(4, 'big').hex()).
  it.each([
    ['null', 'null', '256e3266'],
    ['no JSON', '{"name', '2cdbf126'],
    ['an interval that is a text', networkText('"5"'), '6b2da96c'],
    ['an interval of 0', networkText('0'), 'f4368f93'],
  ])('calls a store corrupt whose network is %s', async (_what, text, sum) => {
    await filledStore();
    await underneath(path, (database) =>
      database.put(key('N'), Buffer.concat([Buffer.from(text), Buffer.from(sum, 'hex')])),
    );
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({
      code: 'ERR_STORE_CORRUPT',
      details: { path, problem: expect.stringContaining('the network that it names is malformed') },
    });
  });

  it('refuses a database that is not its own', async () => {
    await underneath(path, (database) => database.put(key('x'), Buffer.from('y')));
    await expect(openLevelStore(path, { network })).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
  });

  it('refuses a path or a network that is malformed, as a bug of the caller', async () => {
    await expect(openLevelStore('', { network })).rejects.toThrow(TypeError);
    for (const [options, message] of [
      [null, 'options: expected an object, got null'],
      [{ network: 'mainnet' }, 'network: expected an object, got "mainnet"'],
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

describe('LevelDB store, after a write that failed', () => {
  it('acknowledges nothing more until it is opened again', async () => {
    await filledStore();
    await using store = await openLevelStore(path, { network });
    const full = Object.assign(new Error('IO error: No space left on device'), { code: 'LEVEL_IO_ERROR' });
    const batch = vi
      .spyOn(ClassicLevel.prototype, 'batch')
      .mockImplementationOnce((() => ({ put() {}, write: () => Promise.reject(full) })) as never);
    await expect(store.append(records(300, 300))).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', cause: full });
    await expect(store.append(records(300, 300))).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', cause: full });
    await expect(store.rollback(3)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(batch).toHaveBeenCalledTimes(1);
    expect((await store.tip())?.height).toBe(299);
    await store.close();
    await using again = await openLevelStore(path, { network });
    await again.append(records(300, 300));
    expect((await again.tip())?.height).toBe(300);
  });

  it('acknowledges nothing that its witness could not be told of', async () => {
    await filledStore();
    const probe = await open(join(directory, 'probe'), 'w');
    const fileHandle = Object.getPrototypeOf(probe) as FileHandle;
    await probe.close();
    const full = Object.assign(new Error('ENOSPC: no space left on device, fdatasync'), { code: 'ENOSPC' });
    await using store = await openLevelStore(path, { network });
    const sync = vi.spyOn(fileHandle, 'datasync').mockRejectedValueOnce(full);
    await expect(store.append(records(300, 300))).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', cause: full });
    await expect(store.append(records(300, 300))).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', cause: full });
    expect(sync).toHaveBeenCalledTimes(1);
    await store.close();
    await using again = await openLevelStore(path, { network });
    await again.append(records(300, 300));
    expect((await again.tip())?.height).toBe(300);
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
