/** What an IndexedDB store acknowledged is there when the page is loaded again, and after the browser was killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumFlags, chromiumPath, hasChromium, launchChromium } from './chromium.ts';
import { serveStorePage, type Stores } from './store-page.ts';

declare const stores: Stores;
declare let acknowledged: (height: number) => Promise<void>;

const ROUNDS = 3;

let site: Awaited<ReturnType<typeof serveStorePage>>;

/** A Chromium of our own process, with a profile that outlives it. */
async function startChromium(profile: string): Promise<{ child: ChildProcess; browser: Browser; page: Page }> {
  const flags = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, ...chromiumFlags];
  const child = spawn(chromiumPath, [...flags, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const endpoint = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /^DevTools listening on (ws:\S+)$/m.exec(said);
      if (found) resolve(found[1]!);
    });
    child.once('exit', () => reject(new Error(`Chromium ended: ${said}`)));
  });
  const browser = await chromium.connectOverCDP(endpoint);
  const page = await browser.contexts()[0]!.newPage();
  return { child, browser, page };
}

/** Kills the browser and all processes that it started: the group is ours, as it was started detached. */
async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid!, 'SIGKILL');
  await ended;
  // the others die a moment later, and one of them may still have the files of the profile open
  for (let waited = 0; waited < 5000 && isAnyLeft(child.pid!); waited += 10)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

function isAnyLeft(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

describe.skipIf(!hasChromium)('IndexedDB store, durability', () => {
  let directory = '';
  let browser: Browser;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'midstate-profile-'));
    [browser, site] = await Promise.all([launchChromium(), serveStorePage()]);
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
    await rm(directory, { recursive: true, maxRetries: 10, retryDelay: 100 });
  });

  it('has every acknowledged record after a reload in the middle of an append', async () => {
    const page = await browser.newPage();
    await page.goto(site.url);
    const acknowledgedTip = await page.evaluate(async () => {
      const store = await stores.open('reloaded', { network: stores.network });
      let tip = -1;
      while (tip < 300) {
        await store.append(stores.records(tip + 1, tip + 20));
        tip += 20;
      }
      void store.append(stores.records(tip + 1, tip + 5000));
      return tip;
    });
    await page.reload();
    const tip = await page.evaluate(async () => {
      const store = await stores.open('reloaded');
      const height = (await store.tip())!.height;
      await stores.expectRecords(store, stores.records(0, height));
      return height;
    });
    expect([acknowledgedTip, acknowledgedTip + 5000]).toContain(tip);
    await page.close();
  });

  // Chromium 156 comes back without the origin's databases after some kills, whatever was written how long ago: seen in 4 of
  // about 45 on a loaded machine. The store cannot hinder that. It must tell it, and must not begin anew in silence.
  it(`has every acknowledged record and no torn reorg, or tells the loss, after the browser was killed, ${ROUNDS} times over`, async () => {
    let last = -1;
    let kept = 0;
    let { child, page } = await startChromium(directory);
    for (let round = 0; round < ROUNDS; round++) {
      await page.exposeFunction('acknowledged', (height: number) => void (last = height));
      await page.goto(site.url);
      const before = last;
      // Append number n replaces the newest ten records and adds ten more, all with the salt n.
      const running = page.evaluate(async () => {
        const store = await stores.open('killed', { network: stores.network });
        const first = ((await store.tip())?.height ?? -1) + 1;
        for (let n = first / 10; ; n++) {
          const lowest = Math.max(0, 10 * n - 10);
          await store.append(stores.records(lowest, 10 * n + 9, 100, n), stores.records(n, n)[0]!.header);
          await acknowledged(10 * n + 9);
        }
      });
      running.catch(() => {});
      await expect.poll(() => last, { timeout: 30_000, interval: 5 }).toBeGreaterThanOrEqual(before + 100 + 37 * round);
      await kill(child);
      const atLeast = last;

      // the browser that looks is the next one to be killed
      ({ child, page } = await startChromium(directory));
      await page.goto(site.url);
      const seen = await page.evaluate(async () => {
        const opening = stores.open('killed');
        const outcome = await stores.outcomeOf(opening);
        if (outcome.message.startsWith('the store killed is corrupt: the browser has lost its database')) {
          await stores.rebuildIndexedDbStore('killed', { network: stores.network });
          return 'told';
        }
        const store = await opening;
        const height = (await store.tip())!.height;
        const newest = (height - 9) / 10;
        const left = Array.from({ length: newest + 1 }, (_, ten) =>
          stores.records(10 * ten, 10 * ten + 9, 100, ten === newest ? ten : ten + 1),
        );
        await stores.expectRecords(store, left.flat());
        let branches = 0;
        for await (const item of store.branches()) branches += item.length / 80;
        await store.close();
        return { height, branches };
      });
      if (seen === 'told') {
        last = -1;
        continue;
      }
      kept++;
      // one append more may be there: done, and killed before it was told
      expect([atLeast, atLeast + 10]).toContain(seen.height);
      expect(seen.branches).toBe((seen.height + 1) / 10);
      last = seen.height;
    }
    await kill(child);
    expect(kept).toBeGreaterThan(0);
  });

  it('does not begin anew in silence when the browser throws its files away for a flipped bit in them', async () => {
    const profile = join(directory, 'flipped');
    const inProfile = async <T>(work: () => Promise<T>): Promise<T> => {
      const options = { executablePath: chromiumPath, args: [...chromiumFlags] };
      const context = await chromium.launchPersistentContext(profile, options);
      const page = await context.newPage();
      await page.goto(site.url);
      const answer = await page.evaluate(work);
      await context.close();
      return answer;
    };
    await inProfile(async () => {
      const store = await stores.open('flipped', { network: stores.network });
      for (let ten = 0; ten < 10; ten++) await store.append(stores.records(10 * ten, 10 * ten + 9, 1000));
      await store.close();
    });
    // whatever the browser calls its files: the largest holds the records
    const files = await readdir(join(profile, 'Default', 'IndexedDB'), { recursive: true, withFileTypes: true });
    const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
    const contents = await Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
    const { path, bytes } = contents.toSorted((one, other) => other.bytes.length - one.bytes.length)[0]!;
    expect(bytes.length).toBeGreaterThan(100_000);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(path, bytes);

    const seen = await inProfile(async () => {
      const opening = stores.open('flipped', { network: stores.network });
      const outcome = await stores.outcomeOf(opening);
      if (outcome.code === 'fulfilled') {
        await stores.expectRecords(await opening, stores.records(0, 99, 1000));
        return ['whole'];
      }
      if (outcome.code !== 'ERR_STORE_CORRUPT') return [outcome.code];
      const withoutNetwork = await stores.outcomeOf(stores.open('flipped'));
      const { kept } = await stores.rebuildIndexedDbStore('flipped', { network: stores.network });
      const store = await stores.open('flipped');
      await stores.expectRecords(store, kept ? stores.records(0, kept.tip, 1000) : []);
      const next = (kept?.tip ?? -1) + 1;
      await store.append(stores.records(next, next + 9, 1000));
      await store.close();
      await (await stores.open('flipped')).close();
      return [outcome.code, withoutNetwork.code];
    });
    console.log(`a flipped bit in ${path.slice(profile.length)}: ${seen.join(', ')}`);
    expect([
      ['whole'],
      ['ERR_STORE_UNAVAILABLE'],
      // Chromium 156 is here: it begins a new database
      ['ERR_STORE_CORRUPT', 'ERR_STORE_CORRUPT'],
    ]).toContainEqual(seen);
  });

  it('takes and gives back a hundred thousand headers', async () => {
    const page = await browser.newPage();
    await page.goto(site.url);
    const took = await page.evaluate(async () => {
      const count = 100_000;
      const batch = 2000;
      const times: Record<string, number> = {};
      let from = performance.now();
      const lap = (what: string) => {
        times[what] = Math.round(performance.now() - from);
        from = performance.now();
      };
      const batches = Array.from({ length: count / batch }, (_, i) =>
        stores.records(i * batch, (i + 1) * batch - 1, 0),
      );
      lap('made');
      const store = await stores.open('large', { network: stores.network });
      for (const records of batches) await store.append(records);
      lap('imported');
      await store.close();
      lap('closed');
      const again = await stores.open('large');
      lap('opened');
      let at = 0;
      for await (const item of again.headers()) {
        for (let place = 0; place < item.length; place += 80, at++) {
          const { header } = batches[Math.floor(at / batch)]![at % batch]!;
          for (let i = 0; i < 80; i++) if (item[place + i] !== header[i]) throw new Error(`header ${at}`);
        }
      }
      lap('read');
      if (at !== count) throw new Error(`${at} headers`);
      for (const record of stores.records(count, count + 99, 200)) await again.append([record]);
      lap('100 single blocks');
      await again.close();
      return times;
    });
    console.log(`100,000 headers in Chromium, ms: ${JSON.stringify(took)}`);
    expect(took['read']).toBeGreaterThanOrEqual(0);
    await page.close();
  });
});
