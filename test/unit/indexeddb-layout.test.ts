import { describe, expect, it } from 'vitest';
import { isMidstateError } from '../../src/errors.ts';
import {
  bodyFacts,
  checkBody,
  cutPage,
  decodeBranches,
  decodeNetwork,
  decodePage,
  decodeState,
  encodeBranches,
  encodeEntry,
  encodeNetwork,
  encodePage,
  encodeState,
  EMPTY_STATE,
  headersOf,
  pageOf,
} from '../../src/store/indexeddb-layout.ts';
import { deleteIndexedDbStore, openIndexedDbStore, rebuildIndexedDbStore } from '../../src/store/indexeddb-store.ts';

const network = { name: 'layout', genesisHash: '0f'.repeat(32), targetSpacing: 5 };
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

function record(height: number, body = bytes()) {
  return { height, header: new Uint8Array(80).fill(height % 251), body };
}
const pageFrom = (first: number, count: number): Uint8Array =>
  encodePage(
    first,
    7,
    Array.from({ length: count }, (_, i) => encodeEntry(record(first + i))),
  ).value;

/** Every value that differs from this one in a single bit. */
function* flipsOf(value: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < 8 * value.length; bit++) {
    const flipped = value.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    yield flipped;
  }
}

describe('a page', () => {
  it('is written as the format says', () => {
    // the body is the text 123456789, whose CRC-32 is published
    const entry = encodeEntry(record(515, new TextEncoder().encode('123456789')));
    expect(hex(entry)).toBe(`${'0d'.repeat(80)}00000009cbf43926`);
    const { value, sum } = encodePage(515, 0xa1b2c3d4, [entry]);
    expect(hex(value)).toBe(`00000203a1b2c3d4${'0d'.repeat(80)}00000009cbf43926${sum.toString(16).padStart(8, '0')}`);
  });

  it('holds the heights from a multiple of 256 to the next', () => {
    expect([0, 255, 256, 511, 512, 0xffff_ffff].map(pageOf)).toEqual([0, 0, 1, 1, 2, 0xff_ffff]);
  });

  it('is read back, whole and in parts', () => {
    const page = decodePage(pageFrom(510, 2), 1)!;
    expect(page).toMatchObject({ first: 510, last: 511, sumBefore: 7 });
    expect(headersOf(page, 0, 0xffff_ffff)).toEqual(new Uint8Array([...Array(80).fill(8), ...Array(80).fill(9)]));
    expect(headersOf(page, 511, 511)).toEqual(new Uint8Array(80).fill(9));
    expect(headersOf(page, 512, 600)).toEqual(bytes());
    expect(headersOf(page, 0, 509)).toEqual(bytes());
    expect(cutPage(page, 510)).toMatchObject({ first: 510, last: 510, entries: page.entries.subarray(0, 88) });
  });

  it.each([
    ['under another number', pageFrom(510, 2), 2],
    ['that reaches over its end', pageFrom(510, 3), 1],
    ['without a height', encodePage(512, 0, []).value, 2],
    ['with a part of an entry', encodePage(512, 0, [new Uint8Array(87)]).value, 2],
    ['cut off', pageFrom(512, 2).slice(0, -1), 2],
    ['of two bytes', bytes(0, 0), 0],
    ['that is a text', 'page', 0],
    ['that is missing', undefined, 0],
  ])('%s is none', (_what, value, number) => {
    expect(decodePage(value, number)).toBeUndefined();
  });

  it('with any bit flipped is none', () => {
    for (const flipped of flipsOf(pageFrom(512, 3))) expect(decodePage(flipped, 2)).toBeUndefined();
  });
});

describe('a body', () => {
  const page = decodePage(encodePage(0, 0, [encodeEntry(record(0)), encodeEntry(record(1, bytes(1, 2, 3)))]).value, 0)!;

  it('is told by its size and its sum', () => {
    expect(bodyFacts(page, 0)).toEqual({ size: 0, sum: 0 });
    expect(bodyFacts(page, 1).size).toBe(3);
    expect(checkBody(page, 0, undefined)).toEqual(bytes());
    expect(checkBody(page, 1, bytes(1, 2, 3))).toEqual(bytes(1, 2, 3));
  });

  it.each([
    ['missing', 1, undefined],
    ['short', 1, bytes(1, 2)],
    ['long', 1, bytes(1, 2, 3, 0)],
    ['different', 1, bytes(1, 2, 2)],
    ['a text', 1, '123'],
    ['there, where there was none', 0, bytes()],
  ])('that is %s is none', (_what, height, value) => {
    expect(checkBody(page, height, value)).toBeUndefined();
  });
});

describe('the other records', () => {
  it('are read back', () => {
    const state = {
      writes: 0xffff_ffff,
      range: { lowest: 1, tip: 0xffff_ffff },
      lastPageSum: 2,
      branchRecords: 3,
      lastBranchSum: 4,
    };
    expect(decodeState(encodeState(state).value)).toEqual(state);
    expect(decodeState(encodeState(EMPTY_STATE).value)).toEqual(EMPTY_STATE);
    expect(decodeNetwork(encodeNetwork(network).value)).toEqual(network);
    const headers = new Uint8Array(160).fill(7);
    expect(decodeBranches(encodeBranches(5, 6, headers).value, 5)).toMatchObject({ headers, sumBefore: 6 });
    expect(decodeBranches(encodeBranches(5, 6, headers).value, 4)).toBeUndefined();
    expect(decodeBranches(encodeBranches(5, 6, headers.subarray(1)).value, 5)).toBeUndefined();
  });

  it('with any bit flipped are none', () => {
    for (const flipped of flipsOf(encodeState(EMPTY_STATE).value)) expect(decodeState(flipped)).toBeUndefined();
    for (const flipped of flipsOf(encodeNetwork(network).value)) expect(decodeNetwork(flipped)).toBeUndefined();
    for (const flipped of flipsOf(encodeBranches(0, 0, new Uint8Array(80)).value))
      expect(decodeBranches(flipped, 0)).toBeUndefined();
  });

  it('that are sealed but senseless are none', () => {
    expect(decodeNetwork(encodeNetwork({ ...network, name: '' }).value)).toBeUndefined();
    expect(decodeNetwork(encodeBranches(0, 0, bytes(1)).value)).toBeUndefined();
    expect(decodeState(encodeNetwork(network).value)).toBeUndefined();
  });
});

it('a host without IndexedDB is told so', async () => {
  for (const used of [
    openIndexedDbStore('chain', { network }),
    rebuildIndexedDbStore('chain'),
    deleteIndexedDbStore('chain'),
  ]) {
    const error: unknown = await used.catch((reason: unknown) => reason);
    expect(isMidstateError(error, 'ERR_STORE_UNAVAILABLE') && error.details).toEqual({
      path: 'chain',
      reason: 'this host has no IndexedDB',
    });
  }
});
