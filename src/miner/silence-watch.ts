/**
 * Whether a worker that searches is still there. A browser tells nobody of a worker that ended itself or was ended, and a host
 * may stop one for good. A worker that searches answers between steps of milliseconds, so one that is silent for seconds is asked,
 * and one that does not answer for seconds more is lost.
 */

const ASK_AFTER_SECONDS = 5;
const LOST_AFTER_SECONDS = 15;

/** What a watch does about silence. */
export interface SilenceListener {
  /** Asks for an answer. */
  ask(): void;
  /** There was none. */
  onLost(cause: Error): void;
}

/**
 * Watches one worker while it has something to do. Seconds in which this thread was blocked or frozen, and could have heard
 * nothing, count as one.
 */
export class SilenceWatch {
  readonly #listener: SilenceListener;
  #silentSeconds = 0;
  #timer: unknown;

  constructor(listener: SilenceListener) {
    this.#listener = listener;
  }

  /** The worker has something to do from now on. */
  begin(): void {
    this.end();
    this.#silentSeconds = 0;
    this.#timer = setInterval(() => this.#pass(), 1000);
    // It is the worker that keeps a Node process alive, not the watch over it.
    (this.#timer as { unref?(): void }).unref?.();
  }

  /** It said something. */
  heard(): void {
    this.#silentSeconds = 0;
  }

  /** It has nothing to do, and may be silent. */
  end(): void {
    clearInterval(this.#timer as ReturnType<typeof setInterval>);
  }

  #pass(): void {
    this.#silentSeconds++;
    if (this.#silentSeconds === ASK_AFTER_SECONDS) this.#listener.ask();
    if (this.#silentSeconds < LOST_AFTER_SECONDS) return;
    this.end();
    this.#listener.onLost(new Error(`The worker was silent for ${LOST_AFTER_SECONDS} seconds`));
  }
}
