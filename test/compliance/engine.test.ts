import { describe, expect, it } from 'vitest';
import { batchChecks } from '../../src/compliance/batch-checks.ts';
import { headerSearchChecks } from '../../src/compliance/header-search-checks.ts';
import { engineCompliance, type CreateEngine, type EngineCheck } from '../../src/compliance/index.ts';
import { messageSearchChecks } from '../../src/compliance/message-search-checks.ts';
import { messageStepsChecks } from '../../src/compliance/message-steps-checks.ts';
import { versionSearchChecks } from '../../src/compliance/version-search-checks.ts';
import { createEngine } from '../../src/engine/index.ts';
import { EVERY_ENGINE } from '../fixtures/every-engine.ts';
import { batchFaults } from './faults/batch-faults.ts';
import { faulty } from './faults/faulty-engine.ts';
import { headerFaults } from './faults/header-search-faults.ts';
import { messageFaults } from './faults/message-search-faults.ts';
import { messageStepsFaults } from './faults/message-steps-faults.ts';
import { versionFaults } from './faults/version-search-faults.ts';

describe.each(EVERY_ENGINE)('engine (%s)', (_name, options) => {
  it('is the one that was asked for', async () => {
    using engine = await createEngine(options);
    expect(engine).toMatchObject(options);
  });

  it.each(engineCompliance)('$name', (check) => check.run(() => createEngine(options)));
});

/** One method works on after close. */
const closingFaults: Record<string, CreateEngine> = Object.fromEntries(
  (
    [
      'searchHeader',
      'searchVersions',
      'searchMessage',
      'prepareMessage',
      'sha256dHeaders',
      'sha256dPairs',
      'sha256Messages',
    ] as const
  ).map((method) => [
    `goes on with ${method} after close`,
    async () => {
      const good = await createEngine({ backend: 'js' });
      const neverClosed = await createEngine({ backend: 'js' });
      return { ...good, [method]: neverClosed[method] };
    },
  ]),
);

const closingCheck = engineCompliance.filter(({ name }) => name.startsWith('closed'));

/** Each kind of fault, and the checks that are there to see it. */
const FAULTS: readonly (readonly [Record<string, CreateEngine>, readonly EngineCheck[]])[] = [
  [headerFaults, headerSearchChecks],
  [versionFaults, versionSearchChecks],
  [messageFaults, messageSearchChecks],
  [messageStepsFaults, messageStepsChecks],
  [batchFaults, batchChecks],
  [closingFaults, closingCheck],
];

/** The first check that an engine fails. */
async function firstFailure(create: CreateEngine, checks: readonly EngineCheck[]): Promise<string | undefined> {
  for (const check of checks) {
    try {
      await check.run(create);
    } catch (error) {
      return `${check.name}: ${String(error)}`;
    }
  }
  return undefined;
}

describe('the compliance suite itself', () => {
  const each = FAULTS.flatMap(([faults, checks]) =>
    Object.entries(faults).map(([name, create]) => ({ name, create, checks })),
  );

  it.each(each)('sees an engine that $name', async ({ create, checks }) => {
    expect(await firstFailure(create, checks)).toBeDefined();
  });

  it('sees nothing in the engine that the faults are planted in', async () => {
    const none = faulty(() => ({}));
    expect(await firstFailure(none, engineCompliance)).toBeUndefined();
  });
});
