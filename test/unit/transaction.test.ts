/** Transactions without their witnesses. */
import { expect, it } from 'vitest';
import { bytesToHex, hexToBytes, stripBlockBody, stripWitnesses } from '../../src/primitives/index.ts';

// The signed transaction of BIP-0143, native P2WPKH: two inputs, of which the second has a witness
const BEGIN = '01000000';
const INPUTS_AND_OUTPUTS =
  '02fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f00000000494830450221008b9d1dc26ba6a9cb62127b02742fa9d754cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1c0a19c0489bc22ede944ccf4ecbab4cc618ef3ed01eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac';
const WITNESSES =
  '000247304402203609e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a0220573a954c4518331561406f90300e8f3358f51928d43c212a8caed02de67eebee0121025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07aeee6357';
const LOCK_TIME = '11000000';
const SIGNED = hexToBytes(`${BEGIN}0001${INPUTS_AND_OUTPUTS}${WITNESSES}${LOCK_TIME}`);
const STRIPPED = `${BEGIN}${INPUTS_AND_OUTPUTS}${LOCK_TIME}`;

it('leaves out marker, flag and witnesses, and nothing else', () => {
  expect(bytesToHex(stripWitnesses(SIGNED))).toBe(STRIPPED);
});

it('gives a copy of a transaction without witnesses', () => {
  const plain = hexToBytes(STRIPPED);
  const copy = stripWitnesses(plain);
  expect(bytesToHex(copy)).toBe(STRIPPED);
  copy[0] = 9;
  expect(plain[0]).toBe(1);
});

it('refuses what is cut off anywhere, and what has something behind it', () => {
  for (const whole of [SIGNED, hexToBytes(STRIPPED)]) {
    for (let size = 0; size < whole.length; size++)
      expect(() => stripWitnesses(whole.subarray(0, size)), String(size)).toThrow(RangeError);
    expect(() => stripWitnesses(new Uint8Array([...whole, 0]))).toThrow(
      `transaction: expected it to end after ${whole.length} bytes, got ${whole.length + 1}`,
    );
  }
  expect(() => stripWitnesses([] as never)).toThrow('transaction: expected a Uint8Array, got an object (Array)');
});

it('takes the transactions of a block apart', () => {
  const plain = hexToBytes(STRIPPED);
  const body = new Uint8Array([3, ...SIGNED, ...plain, ...SIGNED]);
  expect(stripBlockBody(body).map(bytesToHex)).toEqual([STRIPPED, STRIPPED, STRIPPED]);
  expect(stripBlockBody(Uint8Array.of(0))).toEqual([]);
  for (let size = 0; size < body.length; size++)
    expect(() => stripBlockBody(body.subarray(0, size)), String(size)).toThrow(RangeError);
  expect(() => stripBlockBody(new Uint8Array([...body, 0]))).toThrow(
    `body: expected it to end after ${body.length} bytes, got ${body.length + 1}`,
  );
  expect(() => stripBlockBody([] as never)).toThrow('body: expected a Uint8Array, got an object (Array)');
});
