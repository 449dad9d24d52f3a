/** A page whose tab is really behind another: a search pauses where that was asked for, else it is told once. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { serveSite } from './chromium.ts';
import { startChromium, type DevtoolsBrowser, type Tab } from './devtools.ts';
import { canMineInPage, header, SOLVED } from './mined-header.ts';

/** Makes a miner and lets it search; a report is kept as `report`, the hash in the end as `solved`. */
const BEGIN = `
  globalThis.begin = async (options, target) => {
    const { createMiner, bytesToHex } = midstate;
    globalThis.warnings = [];
    globalThis.report = undefined;
    globalThis.solved = undefined;
    globalThis.miner = await createMiner({ threads: 1, ...options, onWarning: (warning) => warnings.push(warning.code) });
    miner
      .mine({ header: Uint8Array.from(${JSON.stringify(header)}), target }, { pick: 'lowest', onProgress: (report) => (globalThis.report = report) })
      .then((result) => (globalThis.solved = bytesToHex(result.header)), () => undefined);
  };
`;

describe.skipIf(!canMineInPage)('a page', () => {
  let browser: DevtoolsBrowser;
  let served: Awaited<ReturnType<typeof serveSite>>;
  beforeAll(async () => {
    [browser, served] = await Promise.all([startChromium(), serveSite({})]);
  });
  afterAll(async () => {
    await browser?.close();
    served?.close();
  });

  /** A tab with the package in it, and one in front of it. */
  async function openBoth(prepare = ''): Promise<{ tab: Tab; front: Tab }> {
    const tab = await browser.open(served.url);
    await vi.waitUntil(async () => await tab.evaluate("typeof midstate === 'object'"), { timeout: 20_000 });
    await tab.evaluate(prepare + BEGIN);
    const front = await browser.open('about:blank');
    await becomes(tab, 'document.visibilityState', 'hidden');
    return { tab, front };
  }

  /** Waits until a script comes to a value in the page. */
  async function becomes(tab: Tab, script: string, value: unknown): Promise<void> {
    await expect.poll(() => tab.evaluate(script), { timeout: 20_000 }).toEqual(value);
  }

  it('that is hidden pauses where that was asked for, and goes on when it is seen', async () => {
    const { tab } = await openBoth();
    await tab.evaluate("begin({ pauseWhen: ['hidden'] }, 2n ** 235n)");
    await becomes(tab, 'report?.pausedBy', ['hidden']);
    expect(await tab.evaluate('[miner.isPaused, report.attempts, solved, warnings]')).toEqual([true, 0, null, []]);
    await tab.bringToFront();
    await becomes(tab, 'solved', SOLVED);
    expect(await tab.evaluate('[miner.isPaused, warnings]')).toEqual([false, []]);
    await tab.evaluate('miner.close()');
  });

  it('that becomes hidden in the middle of a search loses nothing of it', async () => {
    const { tab, front } = await openBoth();
    await tab.bringToFront();
    await tab.evaluate("begin({ pauseWhen: ['hidden'] }, 0n)");
    await becomes(tab, 'report?.attempts > 0', true);
    await front.bringToFront();
    await becomes(tab, 'report.pausedBy', ['hidden']);
    const before = (await tab.evaluate('report.attempts')) as number;
    await tab.evaluate('new Promise((resolve) => setTimeout(resolve, 200))');
    expect(await tab.evaluate('report.attempts')).toBe(before);
    await tab.bringToFront();
    await becomes(tab, `report.pausedBy.length === 0 && report.attempts > ${before}`, true);
    await tab.evaluate('miner.close()');
  });

  it('that is hidden during a search tells so once, and searches on', async () => {
    const { tab } = await openBoth();
    await tab.evaluate('begin({}, 2n ** 235n)');
    await becomes(tab, 'solved', SOLVED);
    expect(await tab.evaluate('warnings')).toEqual(['page-hidden']);
    await tab.evaluate('miner.close()');
  });

  it('of a machine on its battery pauses where that was asked for', async () => {
    // Chromium's own battery manager, which tells what the test says.
    const { tab } = await openBoth(`
      globalThis.charging = false;
      Object.defineProperty(BatteryManager.prototype, 'charging', { get: () => globalThis.charging });
    `);
    await tab.evaluate("begin({ pauseWhen: ['on-battery'] }, 2n ** 235n)");
    await becomes(tab, 'miner.isPaused', true);
    await tab.evaluate(`navigator.getBattery().then((battery) => {
      globalThis.charging = true;
      battery.dispatchEvent(new Event('chargingchange'));
    })`);
    await becomes(tab, 'solved', SOLVED);
    expect(await tab.evaluate('warnings')).toEqual(['page-hidden']);
    await tab.evaluate('miner.close()');
  });
});
