// A caller's mistakes are told by the name of the argument, before anything is read, judged or written.
import { describe, expect, it } from 'vitest';
import {
  checkWorkProof,
  createHeaderChain,
  createHeadersSync,
  makeWorkProof,
  openStoredChain,
  storeNetwork,
} from '../../src/chain/index.ts';
import { createMemoryStore } from '../../src/store/index.ts';
import { easyNetwork as params, NOW } from '../fixtures/easy-headers.ts';

const chain = createHeaderChain({ params });
const proof = makeWorkProof(chain, { from: 0, to: 0 });
const salt = new Uint8Array(32);

describe('arguments of the chain', () => {
  it.each<[string, () => unknown]>([
    ['params: expected an object, got undefined', () => storeNetwork(undefined as never)],
    ['options: expected an object, got 7', () => chain.accept(params.genesis, NOW, 7 as never)],
    [
      'chain: expected a chain of headers, got an object (Object)',
      () => createHeadersSync({ chain: {} as never, minimumChainWork: 0n, salt }),
    ],
    [
      'chain: expected a chain of headers, got an object (Object)',
      () => makeWorkProof({} as never, { from: 0, to: 0 }),
    ],
    ['range: expected an object, got undefined', () => makeWorkProof(chain, undefined as never)],
    ['params: expected an object, got undefined', () => checkWorkProof(proof, { now: NOW } as never)],
    ['trusted: expected an object, got "0"', () => checkWorkProof(proof, { params, now: NOW, trusted: '0' as never })],
    [
      'proof.transactions: expected an array, got undefined',
      () => checkWorkProof({ ...proof, transactions: undefined as never }, { params, now: NOW }),
    ],
  ])('%s', (message, call) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(message);
  });

  it.each([
    [{ signal: 7 }, 'options.signal: expected an AbortSignal, got 7'],
    [{ onProgress: 7 }, 'options.onProgress: expected a function, got 7'],
    [{ rootBody: 'aa' }, 'options.rootBody: expected a Uint8Array, got "aa"'],
  ])('of a stored chain: %j', async (options, message) => {
    const store = await createMemoryStore({ network: storeNetwork(params) });
    await expect(openStoredChain({ store, params, ...(options as object) })).rejects.toThrow(message);
    expect(await store.tip()).toBeUndefined();
  });
});
