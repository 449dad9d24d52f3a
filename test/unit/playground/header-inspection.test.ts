import { describe, expect, it } from 'vitest';
import { inspectHeader, type Inspected, type TypedHeader } from '../../../examples/playground/src/header-inspection.ts';
import { networks } from '../../../src/consensus/index.ts';
import { bytesToHex } from '../../../src/primitives/index.ts';
import { cryptoHasher } from '../../fixtures/easy-headers.ts';

const genesis = bytesToHex(networks.mainnet.genesis);
const inspect = (typed: Partial<TypedHeader>): Promise<Inspected> =>
  inspectHeader(
    { header: genesis, height: '', before: '', ...typed },
    { params: networks.mainnet, hasher: cryptoHasher, now: 1_600_000_000, tick: () => Promise.resolve() },
  );

describe('the inspection of a typed header', () => {
  it('tells its place, its fields, its work and each rule', async () => {
    const inspected = await inspect({});
    expect(inspected).toMatchObject({
      ok: true,
      inspection: { height: 0, work: { hashHex: networks.mainnet.genesisHash, isMet: true } },
    });
    if (!inspected.ok) throw new Error('refused');
    expect(inspected.inspection.fields).toHaveLength(6);
    expect(inspected.inspection.rules).toHaveLength(networks.mainnet.headerRules.length);
  });

  it.each([
    ['header', { header: '00' }, 'Header in hex: expected 160 hexadecimal digits (80 bytes), got 2.'],
    [
      'before',
      { before: '00' },
      'Headers before it: expected headers of 160 hexadecimal digits each, got 0 of them and 2 digits more.',
    ],
    ['height', { height: 'x' }, 'Height: expected a whole number from 0 to 4,294,967,295, got "x".'],
  ])('names the field %s when that is wrong', async (field, typed, problem) => {
    expect(await inspect(typed)).toEqual({ ok: false, field, problem });
  });
});
