/** What a miner does about its page and its machine: pauses while the caller's conditions hold, else warns. */
import { messageOf } from '../errors.ts';
import { watchBattery } from './battery-power.ts';
import type { BatteryHost } from './battery-power.ts';
import type { MinerWarning, WarningListener } from './miner-warning.ts';
import { watchVisibility } from './page-visibility.ts';
import type { VisibleDocument } from './page-visibility.ts';
import type { PauseCondition, PauseReasons } from './pause-reasons.ts';

/** What a miner lives in; nothing of it is there in every host. */
export interface PageHost {
  readonly document?: VisibleDocument | undefined;
  readonly navigator?: BatteryHost | undefined;
}

/** What a watch works with. */
export interface PageWatchOptions {
  readonly host: PageHost;
  readonly pauseWhen: readonly PauseCondition[];
  readonly reasons: PauseReasons;
  /** True while a search runs that is not paused. */
  readonly isSearching: () => boolean;
  readonly warn: WarningListener;
}

/** The watch of one miner. It holds listeners of the page until it is closed. */
export class PageWatch {
  readonly #options: PageWatchOptions;
  readonly #stops: readonly (() => void)[];
  #isHidden = false;
  #isHiddenTold = false;

  constructor(options: PageWatchOptions) {
    this.#options = options;
    const { host, pauseWhen, reasons, warn } = options;
    const visibility = watchVisibility(host.document, (isHidden) => {
      this.#isHidden = isHidden;
      if (pauseWhen.includes('hidden')) reasons.set('hidden', isHidden);
      this.searchGoesOn();
    });
    const battery =
      pauseWhen.includes('on-battery') &&
      watchBattery(host.navigator, {
        onPower: (isOnBattery) => {
          reasons.set('on-battery', isOnBattery);
          this.searchGoesOn();
        },
        onUnknown: (cause) => warn(batteryUnknown(cause)),
      });
    this.#stops = battery === false ? [visibility] : [visibility, battery];
  }

  /** A search begins or goes on, or may have: where it does so in a hidden page, that is told once. */
  searchGoesOn(): void {
    if (!this.#isHidden || this.#isHiddenTold || !this.#options.isSearching()) return;
    this.#isHiddenTold = true;
    this.#options.warn(PAGE_HIDDEN);
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }
}

const PAGE_HIDDEN: MinerWarning = {
  code: 'page-hidden',
  message: 'The page is hidden during a search: browsers slow such a page down, or stop it.',
  advice: "Pass pauseWhen: ['hidden'] to search while the page is seen alone, or ask for its tab to be kept in front.",
};

function batteryUnknown(cause: unknown): MinerWarning {
  return {
    code: 'battery-unknown',
    message: `This host does not tell whether it runs on its battery (${messageOf(cause)}): the search is not paused for it.`,
    advice: 'Chromium tells, on pages by https or on localhost whose permissions allow it; elsewhere call pause().',
  };
}
