/**
 * What every `Engine` must do, as a list of checks without a test runner: run each in whatever runner there is.
 *
 * ```ts
 * for (const check of engineCompliance) test(check.name, () => check.run(() => createMyEngine()));
 * ```
 *
 * What is hashed differs in every place, so that an engine which mixes up its lanes is seen; the right answers come from
 * the readable reference.
 */
import type { Engine } from '../engine/index.ts';
import { isMidstateError } from '../errors.ts';
import { batchChecks } from './batch-checks.ts';
import { check, errorOf, type EngineCheck } from './engine-check.ts';
import { headerSearchChecks } from './header-search-checks.ts';
import { messageSearchChecks } from './message-search-checks.ts';
import { messageStepsChecks } from './message-steps-checks.ts';
import { describeOutcome } from './outcome.ts';
import { versionSearchChecks } from './version-search-checks.ts';

export type { CreateEngine, EngineCheck } from './engine-check.ts';

/** The checks of an engine, in no order that matters. */
export const engineCompliance: readonly EngineCheck[] = [
  check('it says what it is, and why', (engine) => {
    if (!['simd', 'scalar', 'js'].includes(engine.backend)) throw new Error(`backend: got ${engine.backend}`);
    if (![1, 2, 3].includes(engine.streams)) throw new Error(`streams: got ${engine.streams}`);
    if (engine.reason.length === 0) throw new Error('reason: expected a sentence, got nothing');
  }),
  ...headerSearchChecks,
  ...versionSearchChecks,
  ...messageSearchChecks,
  ...messageStepsChecks,
  ...batchChecks,
  check('closed, it refuses every call, and closing again is no error', (engine) => {
    engine.close();
    engine.close();
    for (const [name, call] of Object.entries(callsOf(engine))) {
      const error = errorOf(call);
      if (!isMidstateError(error, 'ERR_CLOSED'))
        throw new Error(`${name} after close: expected ERR_CLOSED, got ${describeOutcome(error)}`);
    }
  }),
];

/** A good call of each method. */
function callsOf(engine: Engine): Record<string, () => unknown> {
  const midstate = new Uint32Array(8);
  const header = { tail: new Uint8Array(12), target: 0n, start: 0, end: 1 };
  const message = { prefix: new Uint8Array(1), encoding: 'decimal', target: { kind: 'zero-bits', bits: 0 } } as const;
  return {
    searchHeader: () => engine.searchHeader({ ...header, midstate }),
    searchVersions: () => engine.searchVersions({ ...header, midstates: [midstate] }),
    searchMessage: () => engine.searchMessage({ ...message, start: 0, end: 1 }),
    prepareMessage: () => engine.prepareMessage(message),
    sha256dHeaders: () => engine.sha256dHeaders(new Uint8Array(80)),
    sha256dPairs: () => engine.sha256dPairs(new Uint8Array(64)),
    sha256Messages: () => engine.sha256Messages(new Uint8Array(8), 8),
  };
}
