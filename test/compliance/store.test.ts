import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeCompliance } from '../../src/compliance/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';
import { openLevelStore } from '../../src/store/level-store.ts';
import { faultyStore, type Fault } from './faulty-store.ts';

const network = { name: 'compliance', genesisHash: '0f'.repeat(32), targetSpacing: 5 };

describe('memory store', () => {
  it.each(storeCompliance.filter((check) => !check.durable))('$name', (check) =>
    check.run(() => createMemoryStore({ network })),
  );
});

describe('memory store, malformed options', () => {
  it.each([
    ['no options', undefined, 'options: expected an object, got undefined'],
    ['no network', {}, 'network: expected an object, got undefined'],
    ['the name of a network', { network: 'mainnet' }, 'network: expected an object, got "mainnet"'],
  ])('says what it expected where it is given %s', async (_what, options, message) => {
    const created = createMemoryStore(options as never);
    await expect(created).rejects.toThrow(TypeError);
    await expect(created).rejects.toThrow(message);
  });
});

describe('LevelDB store', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'midstate-store-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it.each(storeCompliance.map((check, i) => ({ ...check, place: `store-${i}` })))('$name', (check) =>
    check.run(() => openLevelStore(join(directory, check.place), { network })),
  );
});

describe('the suite itself', () => {
  it('passes a right store', async () => {
    const failed: string[] = [];
    for (const check of storeCompliance)
      await check.run(faultyStore()).catch((error: Error) => failed.push(`${check.name}: ${error.message}`));
    expect(failed).toEqual([]);
  });

  const planted: [Fault, string][] = [
    ['writes up to the malformed record', 'a malformed record is refused and changes nothing'],
    ['keeps what stood above', 'records at or below the tip replace all from there on'],
    ['forgets the last record when reopened', 'what was acknowledged is there when the place is opened again'],
    ['finds replaced records again when reopened', 'what was removed stays away when the place is opened again'],
    ['writes in another order than asked', 'writes that nobody waits for are done in the order of the calls'],
    ["keeps the caller's bytes", 'bytes are copied on the way in, at the call'],
    ['copies the bytes too late', 'bytes are copied on the way in, at the call'],
    ['gives out its own bytes', 'bytes are copied on the way out'],
    ['reads a chain that changes', 'headers are those of the moment when the first item was asked for'],
    ['reads a chain that changes', 'headers that are being read do not grow with the chain'],
    [
      'is lost at the end of the heights',
      'the highest height is the last below 2^32, also when the place is opened again',
    ],
    ['takes a gap', 'a gap above the tip is refused and changes nothing'],
    ['finds a body at every height', 'the heights of bodies are told from one height to another, both included'],
    ['works after close', 'after close every call is refused, and closing again is no error'],
    ['does not wait when closed', 'close waits for the writes that were asked for'],
    ['has branches from the start', 'a new store has no branches'],
    [
      'keeps each header of branches once',
      'branches are given back in the order of writing, each as often as it was given',
    ],
    ['keeps the newest thousand of branches', 'many branches are given back whole'],
    ['drops branches with the records', 'branches stay where records are replaced and removed'],
    ['writes the branches of what it refuses', 'records that are refused leave no branches'],
    ['takes malformed branches', 'malformed branches are refused and change nothing'],
    ['takes no branches for their removal', 'no branches change nothing'],
    ["keeps the caller's branches", 'branches are copied on the way in, at the call, and on the way out'],
    ['gives out its own branches', 'branches are copied on the way in, at the call, and on the way out'],
    [
      'reads branches that grow',
      'branches that are being read are those of the moment when the first item was asked for',
    ],
    [
      'writes branches a moment after the records',
      'a reader sees the chain and its branches before a reorg or after it',
    ],
    ['forgets branches when reopened', 'branches are there when the place is opened again'],
  ];
  it.each(planted)('fails a store that %s', async (fault, check) => {
    const failing = storeCompliance.find(({ name }) => name === check)!;
    await expect(failing.run(faultyStore(fault))).rejects.toThrow(Error);
  });
});
