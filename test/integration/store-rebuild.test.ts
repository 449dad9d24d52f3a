/** A damaged LevelDB store made anew from what is left of it. */
import { spawn } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BlockRecord } from '../../src/store/index.ts';
import { openLevelStore, rebuildLevelStore } from '../../src/store/level-store.ts';
import { killTestNetwork as network, killTestRecord } from './fixtures/kill-test-record.ts';
import { bodyKey, fastDirectory, key, underneath } from './level-database.ts';
import { makeOneFileScript } from './one-file-script.ts';

/** The tip of the store that is damaged. */
const TIP = 999;

const BODIES_AT_ONCE = 100;

const made = new Map<number, BlockRecord>();
const record = (height: number): BlockRecord => {
  const known = made.get(height);
  if (known) return known;
  const { header, body } = killTestRecord(height);
  const one = { height, header, body: body.subarray(0, height % 40) };
  made.set(height, one);
  return one;
};
const records = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => record(from + i));
const branches = [killTestRecord(3).header, killTestRecord(5).header];

let directory = '';
let template = '';
let path = '';
/** A store of three runs, so of tables and a log: a branch and a reorg in the first, another branch in the last. */
beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(fastDirectory, 'midstate-rebuild-')));
  template = join(directory, 'template');
  for (const [from, to] of [
    [0, 399],
    [400, 699],
    [700, TIP],
  ] as const) {
    const store = await openLevelStore(template, { network });
    if (from === 0) {
      const other = ({ height, header, body }: BlockRecord) => ({ height, header: header.toReversed(), body });
      await store.append(records(0, 150).map(other), branches[0]);
    }
    for (let at = from; at <= to; at += 50) await store.append(records(at, Math.min(at + 49, to)));
    if (to === TIP) await store.append([], branches[1]);
    await store.close();
  }
});
afterAll(() => rm(directory, { recursive: true }));

let copies = 0;
beforeEach(async () => {
  path = join(directory, `copy-${copies++}`, 'store');
  await cp(template, path, { recursive: true });
});

const filesOf = async (pattern: RegExp) => (await readdir(path)).filter((name) => pattern.test(name)).toSorted();

async function flip(name: string, place: (size: number) => number): Promise<void> {
  const bytes = await readFile(join(path, name));
  bytes[place(bytes.length)]! ^= 0x04;
  await writeFile(join(path, name), bytes);
}

/** The store holds the records from 0 on up to a height, and so many of the branches. */
async function expectHeld(tip: number, branchCount: number): Promise<void> {
  await using store = await openLevelStore(path);
  expect(store.network).toEqual(network);
  const held: Uint8Array[] = [];
  for await (const headers of store.headers()) held.push(headers);
  const expected = tip < 0 ? [] : records(0, tip);
  expect(Buffer.compare(Buffer.concat(held), Buffer.concat(expected.map(({ header }) => header)))).toBe(0);
  for (let from = 0; from < expected.length; from += BODIES_AT_ONCE) {
    const wanted = expected.slice(from, from + BODIES_AT_ONCE);
    const bodies = await Promise.all(wanted.map(({ height }) => store.body(height)));
    for (const [i, { body }] of wanted.entries()) expect(Buffer.compare(bodies[i]!, body)).toBe(0);
  }
  expect(await store.body(tip + 1)).toBeUndefined();
  const beside: Uint8Array[] = [];
  for await (const headers of store.branches()) beside.push(headers);
  expect(Buffer.concat(beside)).toEqual(Buffer.concat(branches.slice(0, branchCount)));
  // it goes on
  await store.append([record(tip + 1)]);
}

async function listing(of: string): Promise<Map<string, string>> {
  const bytes = new Map<string, string>();
  for (const name of await readdir(of)) bytes.set(name, (await readFile(join(of, name))).toString('base64'));
  return bytes;
}

const refusalOf = (opening: Promise<unknown>) =>
  opening.then(
    () => expect.unreachable('it was opened'),
    (error: { code: string; details: { intact?: unknown } }) => error,
  );

type Damage = () => Promise<void>;
const table = async (number: number): Promise<string> => (await filesOf(/\.ldb$/)).at(number)!;
const only = async (pattern: RegExp): Promise<string> => (await filesOf(pattern))[0]!;

describe('rebuildLevelStore', () => {
  const whole: [string, Damage][] = [
    ['nothing is damaged', async () => {}],
    ['CURRENT is missing', async () => unlink(join(path, 'CURRENT'))],
    ['CURRENT is of zeros', async () => writeFile(join(path, 'CURRENT'), new Uint8Array(16))],
    ['the manifest is missing', async () => unlink(join(path, await only(/^MANIFEST/)))],
    ['the manifest is cut off', async () => truncate(join(path, await only(/^MANIFEST/)), 60)],
    ['a bit of the manifest is flipped', async () => flip(await only(/^MANIFEST/), (size) => size >> 1)],
    ['the witness is missing', async () => unlink(join(path, 'acknowledged'))],
    ['the index of a table is damaged', async () => flip(await table(0), (size) => size - 60)],
    ['the footer of a table is damaged', async () => flip(await table(1), (size) => size - 1)],
    ['a length in the log is damaged', async () => flip(await only(/\.log$/), () => 4)],
  ];
  it.each(whole)('keeps all where %s', async (_what, damage) => {
    await damage();
    const before = await listing(path);
    const rebuilt = await rebuildLevelStore(path);
    expect(rebuilt).toEqual({ kept: { lowest: 0, tip: TIP }, lostUpTo: undefined, backup: `${path}.damaged` });
    await expectHeld(TIP, 2);
    const after = await listing(`${path}.damaged`);
    for (const [name, bytes] of before)
      if (!name.startsWith('LO')) expect(after.get(name) === bytes, `${name} in the backup`).toBe(true);
    expect((await readdir(join(path, '..'))).toSorted()).toEqual(['store', 'store.damaged']);
  });

  it.each<[string, Damage]>([
    ['a block of a table is damaged', async () => flip(await table(1), (size) => size >> 1)],
    ['a table is missing', async () => unlink(join(path, await table(1)))],
    ['a table is cut off', async () => truncate(join(path, await table(1)), 20_000)],
    ['a table is of zeros', async () => writeFile(join(path, await table(1)), new Uint8Array(30_000))],
    ['a record of the log is damaged', async () => flip(await only(/\.log$/), (size) => size >> 1)],
    ['the log is missing', async () => unlink(join(path, await only(/\.log$/)))],
    ['the log is cut to half', async () => truncate(join(path, await only(/\.log$/)), 13_000)],
    ['a header was not what was written', () => rewrite(key('c', 512))],
    ['a body was not what was written', () => rewrite(bodyKey(515))],
  ])('keeps the chain up to what is lost where %s', async (_what, damage) => {
    await damage();
    const refusal = await refusalOf(openLevelStore(path, { network }));
    expect(refusal.code).toBe('ERR_STORE_CORRUPT');
    const rebuilt = await rebuildLevelStore(path);
    expect(rebuilt.backup).toBe(`${path}.damaged`);
    // how much depends on where the blocks of the files end
    expect(rebuilt.kept!.lowest).toBe(0);
    expect(rebuilt.kept!.tip).toBeGreaterThanOrEqual(399);
    expect(rebuilt.kept!.tip).toBeLessThan(TIP);
    expect(rebuilt.lostUpTo).toBe(TIP);
    expect(refusal.details.intact).toEqual(rebuilt.kept);
    await expectHeld(rebuilt.kept!.tip, (await branchesHeld()).length);
  });

  async function rewrite(at: Buffer): Promise<void> {
    await underneath(path, async (database) => {
      const value = (await database.get(at))!;
      value[9]! ^= 1;
      await database.put(at, value);
    });
  }

  async function branchesHeld(): Promise<Uint8Array[]> {
    await using store = await openLevelStore(path);
    const held: Uint8Array[] = [];
    for await (const headers of store.branches()) held.push(headers);
    return held;
  }

  it('says up to which height it could read: below the page that is damaged', async () => {
    await rewrite(key('c', 512));
    expect(await rebuildLevelStore(path)).toMatchObject({ kept: { lowest: 0, tip: 511 }, lostUpTo: TIP });
    await expectHeld(511, 2);
  });

  it('goes by what is there, not by an older state, where the newest is lost', async () => {
    // opening turns the log into a table, which has the newest state in its last block of entries
    await (await openLevelStore(path)).close();
    const name = await table(-1);
    const bytes = await readFile(join(path, name));
    let value = Buffer.of();
    await underneath(path, async (database) => void (value = Buffer.from((await database.get(key('z')))!)));
    await rm(path, { recursive: true });
    await cp(template, path, { recursive: true });
    await (await openLevelStore(path)).close();
    const at = bytes.indexOf(value);
    expect(at).toBeGreaterThan(0);
    await flip(name, () => at);
    const refusal = await refusalOf(openLevelStore(path));
    const { kept } = await rebuildLevelStore(path);
    expect(kept).toEqual(refusal.details.intact);
    expect(kept!.tip).toBeGreaterThan(800); // an older state knows of heights up to 699
    await expectHeld(kept!.tip, 1);
  });

  it('keeps the branches before one that is damaged, and all records', async () => {
    await rewrite(key('s', 1));
    expect(await rebuildLevelStore(path)).toMatchObject({ kept: { lowest: 0, tip: TIP }, lostUpTo: undefined });
    await expectHeld(TIP, 1);
  });

  it('needs the network to be named where that is damaged', async () => {
    await rewrite(key('N'));
    await expect(rebuildLevelStore(path)).rejects.toMatchObject({
      code: 'ERR_STORE_CORRUPT',
      details: { path, problem: 'its network cannot be read any more, and must be named to rebuild it' },
    });
    expect(await rebuildLevelStore(path, { network })).toMatchObject({ kept: { lowest: 0, tip: TIP } });
    await expectHeld(TIP, 2);
  });

  it('begins anew where nothing can be read', async () => {
    for (const name of await readdir(path)) await writeFile(join(path, name), new Uint8Array(50));
    await expect(rebuildLevelStore(path)).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
    expect(await rebuildLevelStore(path, { network })).toEqual({
      kept: undefined,
      lostUpTo: undefined,
      backup: `${path}.damaged`,
    });
    await expectHeld(-1, 0);
  });

  it('keeps every damaged store under a name of its own', async () => {
    expect((await rebuildLevelStore(path)).backup).toBe(`${path}.damaged`);
    expect((await rebuildLevelStore(path)).backup).toBe(`${path}.damaged-2`);
    expect((await rebuildLevelStore(path)).backup).toBe(`${path}.damaged-3`);
    await expectHeld(TIP, 2);
  });

  it('does not bring back what a rollback removed', async () => {
    const store = await openLevelStore(path);
    await store.rollback(255);
    await store.close();
    expect(await rebuildLevelStore(path)).toMatchObject({ kept: { lowest: 0, tip: 255 }, lostUpTo: undefined });
    await expectHeld(255, 2);
  });

  it('keeps a chain that begins at an anchor', async () => {
    const anchored = join(directory, 'anchored');
    const store = await openLevelStore(anchored, { network });
    await store.append(records(700_001, 700_300));
    await store.close();
    expect(await rebuildLevelStore(anchored)).toMatchObject({ kept: { lowest: 700_001, tip: 700_300 } });
    await using again = await openLevelStore(anchored);
    expect((await again.tip())?.height).toBe(700_300);
  });

  it('follows a link to the store', async () => {
    const link = join(path, '..', 'link');
    await symlink(path, link);
    expect((await rebuildLevelStore(link)).backup).toBe(`${path}.damaged`);
    await expectHeld(TIP, 2);
  });

  it('tells how far it is', async () => {
    const seen: unknown[] = [];
    await rebuildLevelStore(path, { onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ height: TIP, tip: TIP });
  });
});

describe('rebuildLevelStore, refused or stopped', () => {
  it('refuses a store that is open, here or in another process', async () => {
    const store = await openLevelStore(path);
    await expect(rebuildLevelStore(path)).rejects.toMatchObject({ code: 'ERR_STORE_LOCKED', details: { path } });
    await store.append([record(TIP + 1)]);
    await store.close();
    const script = new URL('./fixtures/append-forever.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [script, path]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await expect(rebuildLevelStore(path)).rejects.toMatchObject({ code: 'ERR_STORE_LOCKED', details: { path } });
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    expect(await rebuildLevelStore(path)).toMatchObject({ lostUpTo: undefined });
  });

  it('refuses another network and another format', async () => {
    await expect(rebuildLevelStore(path, { network: { ...network, name: 'other' } })).rejects.toMatchObject({
      code: 'ERR_STORE_MISMATCH',
      details: { field: 'network.name' },
    });
    // with its CRC-32, as in store-level.test.ts
    await underneath(path, (database) => database.put(key('V'), Buffer.from('00000003e8789ccc', 'hex')));
    await expect(rebuildLevelStore(path)).rejects.toMatchObject({
      code: 'ERR_STORE_MISMATCH',
      details: { field: 'format' },
    });
    expect(await readdir(join(path, '..'))).toEqual(['store']);
  });

  it('says that there is no store', async () => {
    const nothing = join(directory, 'nothing');
    await expect(rebuildLevelStore(nothing)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    await mkdir(nothing);
    await expect(rebuildLevelStore(nothing)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(await readdir(nothing)).toEqual([]);
    await writeFile(join(nothing, 'letter.txt'), 'text');
    await expect(rebuildLevelStore(nothing, { network })).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' });
    expect(await readdir(nothing)).toEqual(['letter.txt']);
  });

  it('refuses malformed arguments', async () => {
    await expect(rebuildLevelStore('')).rejects.toThrow('path: expected a directory, got ""');
    await expect(rebuildLevelStore(path, null as never)).rejects.toThrow('options: expected an object, got null');
    await expect(rebuildLevelStore(path, { signal: 1 as never })).rejects.toThrow('options.signal: expected');
    await expect(rebuildLevelStore(path, { onProgress: 1 as never })).rejects.toThrow('options.onProgress: expected');
  });

  it.each(['before', 'during'])('leaves the store as it was when it is aborted %s', async (when) => {
    const controller = new AbortController();
    const reason = new Error('no longer wanted');
    if (when === 'before') controller.abort(reason);
    const onProgress = () => controller.abort(reason);
    await expect(rebuildLevelStore(path, { signal: controller.signal, onProgress })).rejects.toBe(reason);
    expect(await readdir(join(path, '..'))).toEqual(['store']);
    await expectHeld(TIP, 2);
  });

  it('finishes what was stopped between its steps when the store is opened or rebuilt', async () => {
    for (const finish of [() => openLevelStore(path).then((store) => store.close()), () => rebuildLevelStore(path)]) {
      await rename(path, `${path}.rebuilt`);
      await finish();
      await expectHeld(TIP, 2);
      await rm(path, { recursive: true });
      await cp(template, path, { recursive: true });
    }
  });

  it('takes the store in its place, not what a stopped run left beside it', async () => {
    await mkdir(`${path}.rebuild-abc123`);
    await cp(template, `${path}.rebuilt`, { recursive: true });
    const store = await openLevelStore(path);
    await store.append([record(TIP + 1)]);
    await store.close();
    expect(await rebuildLevelStore(path)).toMatchObject({ kept: { lowest: 0, tip: TIP + 1 } });
    expect((await readdir(join(path, '..'))).toSorted()).toEqual(['store', 'store.damaged']);
    await expectHeld(TIP + 1, 2);
  });

  it('leaves the old store or the new one when it is killed', { timeout: 60_000 }, async () => {
    const script = await makeOneFileScript('test/integration/fixtures/rebuild-store.ts', join(directory, 'script'));
    await flip(await only(/^MANIFEST/), (size) => size >> 1);
    for (let kill = 0; kill < 12; kill++) {
      const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
      child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), kill * 4));
      await new Promise((resolve) => child.once('close', resolve));
      const opened = await openLevelStore(path).then(
        (store) => store.close().then(() => 'the new one'),
        (error: { code: string }) => error.code,
      );
      expect(opened).toBeOneOf(['the new one', 'ERR_STORE_CORRUPT']);
    }
    expect(await rebuildLevelStore(path)).toMatchObject({ kept: { lowest: 0, tip: TIP }, lostUpTo: undefined });
    expect((await readdir(join(path, '..'))).filter((name) => /\.re/.test(name))).toEqual([]);
    await expectHeld(TIP, 2);
  });
});
