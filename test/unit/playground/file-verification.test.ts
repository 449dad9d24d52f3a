import { describe, expect, it } from 'vitest';
import {
  verifyHeaderFile,
  type HeaderFile,
  type VerificationOptions,
  type VerificationProgress,
} from '../../../examples/playground/src/file-verification.ts';
import { createHeaderChain, openStoredChain } from '../../../src/chain/index.ts';
import { networks, type NetworkParams } from '../../../src/consensus/index.ts';
import { concatBytes } from '../../../src/primitives/index.ts';
import { createMemoryStore } from '../../../src/store/index.ts';
import {
  cryptoHasher,
  easyNetwork,
  GENESIS_TIME,
  idOf,
  mineBranch,
  mineEasy,
  NOW,
} from '../../fixtures/easy-headers.ts';

const genesis = easyNetwork.genesis;
const trunk = mineBranch(genesis, 25, { firstTime: GENESIS_TIME + 600 });

const fileOf = (...parts: readonly Uint8Array[]): Blob => new Blob([Uint8Array.from(concatBytes(...parts))]);
const chainOf = (params: NetworkParams) => createHeaderChain({ params, hasher: cryptoHasher });

function verify(file: HeaderFile, options: Partial<VerificationOptions> = {}) {
  return verifyHeaderFile(file, {
    chain: chainOf(easyNetwork),
    now: NOW,
    signal: new AbortController().signal,
    onProgress: () => {},
    tick: () => Promise.resolve(),
    batchHeaders: 10,
    ...options,
  });
}

describe('a file of headers', () => {
  it('is valid from its genesis on, and tells tip, progress and time', async () => {
    const told: VerificationProgress[] = [];
    let [turns, ms] = [0, 0];
    const result = await verify(fileOf(genesis, ...trunk), {
      onProgress: (progress) => told.push(progress),
      tick: async () => void turns++,
      clock: () => (ms += 500),
    });
    expect(result).toMatchObject({ headers: 26, duplicates: 1, tip: { height: 25, hashHex: idOf(trunk[24]!) } });
    expect(result.rejected).toBeUndefined();
    expect(told.map(({ headers, part }) => [headers, part])).toEqual([
      [10, 1],
      [20, 1],
      [26, 1],
    ]);
    expect(result.seconds).toBe(2);
    expect(turns).toBe(3);
  });

  it('may begin on top of the genesis, or on top of what the chain holds', async () => {
    const chain = chainOf(easyNetwork);
    expect(await verify(fileOf(...trunk.slice(0, 9)), { chain })).toMatchObject({ headers: 9, duplicates: 0 });
    expect(await verify(fileOf(...trunk.slice(6)), { chain })).toMatchObject({ headers: 19, duplicates: 3 });
    expect(chain.tip.height).toBe(25);
  });

  it('is judged up to the first header that breaks a rule, which is told with its height and facts', async () => {
    const early = mineEasy({ parent: trunk[11]!, time: GENESIS_TIME });
    const result = await verify(fileOf(genesis, ...trunk.slice(0, 12), early, ...trunk.slice(12)));
    expect(result).toMatchObject({
      headers: 13,
      tip: { height: 12 },
      rejected: { height: 13, hashHex: idOf(early), reject: { id: 'time-too-old', time: GENESIS_TIME } },
    });
  });

  it('goes into a stored chain, which keeps what was valid', async () => {
    const { name, genesisHash, targetSpacing } = easyNetwork;
    const store = await createMemoryStore({ network: { name, genesisHash, targetSpacing } });
    const stored = await openStoredChain({ store, params: easyNetwork, hasher: cryptoHasher });
    const chain = {
      params: easyNetwork,
      get tip() {
        return stored.chain.tip;
      },
      accept: (headers: Uint8Array, now: number) => stored.accept(headers, now),
    };
    await verify(fileOf(genesis, ...trunk), { chain });
    expect((await store.tip())?.height).toBe(25);
  });

  it('stops when it is cancelled, between two pieces of work', async () => {
    const cancel = new AbortController();
    const chain = chainOf(easyNetwork);
    const tick = async (): Promise<void> => cancel.abort(new Error('enough'));
    await expect(verify(fileOf(genesis, ...trunk), { chain, tick, signal: cancel.signal })).rejects.toThrow('enough');
    expect(chain.tip.height).toBe(9);
  });

  const signetFile = fileOf(networks.signet.genesis, ...trunk);
  it.each([
    ['of another network', signetFile, 'Expected headers of easy, got those of signet: choose that network.'],
    [
      'from the middle of a chain',
      fileOf(...trunk.slice(3)),
      `Expected headers of easy from its genesis on, or on top of what is kept here, got a first header on top of ${idOf(trunk[2]!)}, which is not known.`,
    ],
    [
      'without proof of work',
      new Blob([new Uint8Array(800).fill(3)]),
      'Expected headers of easy, got a first header without the proof of work of easy: is this a file of headers?',
    ],
    ['that is empty', new Blob([]), 'Expected headers, got an empty file.'],
    [
      'with a byte too many',
      new Blob([new Uint8Array(801)]),
      'Expected raw headers of 80 bytes each, got 801 bytes: 10 headers and 1 byte more.',
    ],
    [
      'of two gigabytes',
      { size: 2 ** 31, slice: () => new Blob([]) },
      'Expected a file of at most 512 MiB, got 2048 MiB.',
    ],
  ])('%s is refused in one line', async (_name, file, message) => {
    await expect(verify(file)).rejects.toMatchObject({ name: 'WrongFile', message });
  });

  it('that cannot be read is refused with the reason', async () => {
    const file = { size: 80, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('it is gone')) }) as Blob };
    await expect(verify(file)).rejects.toMatchObject({ message: 'The file cannot be read: it is gone' });
  });
});
