/** What a miner does about its page and its battery, on a page and a battery that the test moves. */
import { describe, expect, it } from 'vitest';
import type { BatteryHost } from '../../../src/miner/battery-power.ts';
import type { MinerWarning } from '../../../src/miner/miner-warning.ts';
import { PageWatch, type PageWatchOptions } from '../../../src/miner/page-watch.ts';
import { PauseReasons, type PauseReason } from '../../../src/miner/pause-reasons.ts';

/** Lets promises settle. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A `document`, or a `BatteryManager`: it counts who listens. */
class FakePart {
  readonly listeners = new Set<() => void>();
  visibilityState = 'visible';
  charging = true;

  addEventListener(_type: string, listener: () => void): void {
    this.listeners.add(listener);
  }

  removeEventListener(_type: string, listener: () => void): void {
    this.listeners.delete(listener);
  }

  change(state: { visibilityState?: string; charging?: boolean }): void {
    Object.assign(this, state);
    for (const listener of this.listeners) listener();
  }
}

function watchOf(options: Partial<PageWatchOptions>): {
  watch: PageWatch;
  warnings: MinerWarning[];
  changes: (readonly PauseReason[])[];
} {
  const warnings: MinerWarning[] = [];
  const changes: (readonly PauseReason[])[] = [];
  const reasons = new PauseReasons((held) => changes.push(held));
  const watch = new PageWatch({
    host: {},
    pauseWhen: [],
    reasons,
    isSearching: () => reasons.held.length === 0,
    warn: (warning) => warnings.push(warning),
    ...options,
  });
  return { watch, warnings, changes };
}

describe('a hidden page', () => {
  it('pauses where that was asked for, and goes on when it is seen', () => {
    const document = new FakePart();
    const { watch, warnings, changes } = watchOf({ host: { document }, pauseWhen: ['hidden'] });
    document.change({ visibilityState: 'hidden' });
    document.change({ visibilityState: 'hidden' });
    document.change({ visibilityState: 'visible' });
    expect(changes).toEqual([['hidden'], []]);
    expect(warnings).toEqual([]);
    watch.close();
    expect(document.listeners.size).toBe(0);
  });

  it('pauses from the beginning where it is hidden already', () => {
    const document = new FakePart();
    document.visibilityState = 'hidden';
    expect(watchOf({ host: { document }, pauseWhen: ['hidden'] }).changes).toEqual([['hidden']]);
  });

  it('is told once where it does not pause, and only during a search', () => {
    const document = new FakePart();
    let isSearching = false;
    const { watch, warnings, changes } = watchOf({ host: { document }, isSearching: () => isSearching });
    document.change({ visibilityState: 'hidden' });
    expect(warnings).toEqual([]);
    isSearching = true;
    watch.searchGoesOn();
    watch.searchGoesOn();
    document.change({ visibilityState: 'visible' });
    document.change({ visibilityState: 'hidden' });
    expect(warnings).toEqual([
      {
        code: 'page-hidden',
        message: 'The page is hidden during a search: browsers slow such a page down, or stop it.',
        advice:
          "Pass pauseWhen: ['hidden'] to search while the page is seen alone, or ask for its tab to be kept in front.",
      },
    ]);
    expect(changes).toEqual([]);
  });

  it('is nothing that happens where there is no page', () => {
    for (const host of [{}, { document: {} as never }]) {
      const { watch, warnings, changes } = watchOf({ host, pauseWhen: ['hidden'] });
      watch.searchGoesOn();
      watch.close();
      expect([warnings, changes]).toEqual([[], []]);
    }
  });
});

describe('a battery', () => {
  const hostOf = (battery: FakePart): { navigator: BatteryHost } => ({
    navigator: { getBattery: async () => battery },
  });

  it('pauses while it gives the power', async () => {
    const battery = new FakePart();
    battery.charging = false;
    const { watch, warnings, changes } = watchOf({ host: hostOf(battery), pauseWhen: ['on-battery'] });
    await turn();
    battery.change({ charging: true });
    battery.change({ charging: false });
    expect(changes).toEqual([['on-battery'], [], ['on-battery']]);
    expect(warnings).toEqual([]);
    watch.close();
    expect(battery.listeners.size).toBe(0);
  });

  it('that is charged again lets a hidden page go on, and that is told', async () => {
    const battery = new FakePart();
    battery.charging = false;
    const document = new FakePart();
    document.visibilityState = 'hidden';
    const reasons = new PauseReasons(() => undefined);
    const { warnings } = watchOf({
      host: { document, ...hostOf(battery) },
      pauseWhen: ['on-battery'],
      reasons,
      isSearching: () => battery.charging && reasons.held.length === 0,
    });
    await turn();
    expect(warnings).toEqual([]);
    battery.change({ charging: true });
    expect(warnings.map(({ code }) => code)).toEqual(['page-hidden']);
  });

  it('is not asked for where nobody wants to know', async () => {
    const host = { navigator: { getBattery: (): never => expect.fail('asked for') } };
    watchOf({ host, pauseWhen: ['hidden'] });
    await turn();
  });

  it.each<[string, BatteryHost | undefined, string]>([
    ['tells nothing', {}, 'this host has no navigator.getBattery'],
    ['has no navigator', undefined, 'this host has no navigator.getBattery'],
    [
      'forbids it',
      { getBattery: () => Promise.reject(new Error('disabled by permissions policy')) },
      'disabled by permissions policy',
    ],
    [
      'throws',
      {
        getBattery() {
          throw new Error('disabled by permissions policy');
        },
      },
      'disabled by permissions policy',
    ],
  ])('is unknown where the host %s: one warning, no pause', async (_how, navigator, cause) => {
    const { warnings, changes } = watchOf({ host: { navigator }, pauseWhen: ['on-battery'] });
    expect(warnings).toEqual([]);
    await turn();
    expect(warnings).toEqual([
      {
        code: 'battery-unknown',
        message: `This host does not tell whether it runs on its battery (${cause}): the search is not paused for it.`,
        advice: 'Chromium tells, on pages by https or on localhost whose permissions allow it; elsewhere call pause().',
      },
    ]);
    expect(changes).toEqual([]);
  });

  it('is not heard of after the watch was closed', async () => {
    const battery = new FakePart();
    battery.charging = false;
    const heard = watchOf({ host: hostOf(battery), pauseWhen: ['on-battery'] });
    const unknown = watchOf({ pauseWhen: ['on-battery'] });
    heard.watch.close();
    unknown.watch.close();
    await turn();
    expect(battery.listeners.size).toBe(0);
    expect([heard.changes, unknown.warnings]).toEqual([[], []]);
  });
});

describe('reasons to pause', () => {
  it('hold together: what was asked for does not end with what happens to the page', () => {
    const changes: (readonly PauseReason[])[] = [];
    const reasons = new PauseReasons((held) => changes.push(held));
    reasons.set('asked', true);
    reasons.set('hidden', true);
    reasons.set('asked', true);
    reasons.set('hidden', false);
    reasons.set('on-battery', false);
    reasons.set('asked', false);
    expect(changes).toEqual([['asked'], ['asked', 'hidden'], ['asked'], []]);
    expect(reasons.held).toEqual([]);
  });
});
