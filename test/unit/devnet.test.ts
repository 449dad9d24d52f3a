import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { blockSubsidy, defineNetwork, encodeHeightPush, networks, type HeaderRule } from '../../src/consensus/index.ts';
import {
  encodeCoinbase,
  openDevnet,
  storeNetwork,
  type DevnetOptions,
  type MineBlockOptions,
} from '../../src/devnet/index.ts';
import { createMiner, type MineJob } from '../../src/miner/index.ts';
import { bytesToHex } from '../../src/primitives/index.ts';
import { createMemoryStore, type ChainStore } from '../../src/store/index.ts';

const sha256d = (bytes: Uint8Array): Buffer =>
  createHash('sha256').update(createHash('sha256').update(bytes).digest()).digest();

describe('coinbase', () => {
  // Bitcoin Core's CScript() << height; 03 5b7a03 is the push of block 227,931, where BIP-0034 came into force
  it.each([
    [1, '51'],
    [16, '60'],
    [17, '0111'],
    [127, '017f'],
    [128, '028000'],
    [255, '02ff00'],
    [32_767, '02ff7f'],
    [32_768, '03008000'],
    [227_931, '035b7a03'],
    [500_000, '0320a107'],
  ])('pushes the height %d as BIP-0034 asks', (height, hex) => {
    expect(bytesToHex(encodeHeightPush(height))).toBe(hex);
  });

  // written with Python's struct from the layout of a Bitcoin transaction
  it.each([
    [
      { height: 1, extraNonce: 0, message: 'midstate devnet', halvingInterval: 210_000 },
      '01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff1a510800000000000000000f6d69647374617465206465766e6574ffffffff0100f2052a01000000015100000000',
    ],
    [
      { height: 500_000, extraNonce: 2 ** 40 + 5, message: 'x', halvingInterval: 210_000 },
      '01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff0f0320a1070805000000000100000178ffffffff01807c814a00000000015100000000',
    ],
  ])('is a Bitcoin transaction, byte for byte', (options, hex) => {
    expect(bytesToHex(encodeCoinbase(options))).toBe(hex);
  });

  it('refuses a message that does not fit', () => {
    const options = { height: 1, extraNonce: 0, halvingInterval: 150 };
    expect(encodeCoinbase({ ...options, message: 'x'.repeat(75) })).toBeInstanceOf(Uint8Array);
    expect(() => encodeCoinbase({ ...options, message: 'x'.repeat(76) })).toThrow(
      'message: expected at most 75 bytes of UTF-8, got 76',
    );
    expect(() => encodeCoinbase({ ...options, message: '\u20bf'.repeat(26) })).toThrow(RangeError);
  });

  it('pays 50 coins, halved at each interval', () => {
    expect(blockSubsidy(1, 150)).toBe(5_000_000_000n);
    expect(blockSubsidy(149, 150)).toBe(5_000_000_000n);
    expect(blockSubsidy(150, 150)).toBe(2_500_000_000n);
    expect(blockSubsidy(210_000 * 33, 210_000)).toBe(0n);
    expect(blockSubsidy(210_000 * 64, 210_000)).toBe(0n);
  });
});

describe('devnet', async () => {
  const miner = await createMiner({ threads: 1, backend: 'js' });
  afterAll(() => miner.close());

  const { genesisHash } = networks.devnet;
  const newStore = (): Promise<ChainStore> => createMemoryStore({ network: storeNetwork(networks.devnet) });

  it('mines blocks that link, commit to their coinbase and carry their work', async () => {
    const store = await newStore();
    const devnet = await openDevnet({ store });
    let parent = genesisHash;
    for (let height = 1; height <= 2; height++) {
      const mined = await devnet.mineBlock({ miner });
      const header = Buffer.from(mined.block.subarray(0, 80));
      const hash = sha256d(header).reverse().toString('hex');
      expect(mined.entry.hashHex).toBe(hash);
      expect(header.subarray(4, 36).reverse().toString('hex')).toBe(parent);
      // one transaction, whose id is the merkle root
      expect(mined.block[80]).toBe(1);
      expect(sha256d(mined.block.subarray(81)).toString('hex')).toBe(bytesToHex(mined.block.subarray(36, 68)));
      expect(mined.block[81 + 4 + 1 + 36 + 1]).toBe(0x50 + height);
      expect(bytesToHex((await store.body(height))!)).toBe(bytesToHex(mined.block.subarray(80)));
      parent = hash;
    }
    expect((await store.tip())!.height).toBe(2);
  });

  it('goes on from what the store holds', async () => {
    const store = await newStore();
    const first = await (await openDevnet({ store })).mineBlock({ miner });
    const reopened = await openDevnet({ store });
    expect(reopened.chain.tip.hashHex).toBe(first.entry.hashHex);
    const second = await reopened.mineBlock({ miner });
    expect(second.entry.height).toBe(2);
    expect(second.entry.parent!.hashHex).toBe(first.entry.hashHex);
  });

  it('does not open a store whose headers break the rules', async () => {
    const store = await newStore();
    const mined = await (await openDevnet({ store })).mineBlock({ miner });
    const header = mined.entry.header.slice();
    header[79]! ^= 1;
    await store.append([{ height: 1, header, body: new Uint8Array(0) }]);
    await expect(openDevnet({ store })).rejects.toMatchObject({
      code: 'ERR_STORE_CORRUPT',
      details: { problem: 'stored block 1 breaks the rule high-hash' },
    });
  });

  it('does not open a store whose tip is not the block of its header, or not on the chain', async () => {
    const store = await newStore();
    const devnet = await openDevnet({ store });
    const first = (await devnet.mineBlock({ miner })).entry;
    const second = (await devnet.mineBlock({ miner })).entry;
    const body = (await store.body(2))!;
    await store.append([{ height: 2, header: second.header, body: body.with(60, body[60]! ^ 1) }]);
    await expect(openDevnet({ store })).rejects.toMatchObject({
      code: 'ERR_STORE_CORRUPT',
      details: { problem: 'the transactions of block 2 are not those of its header' },
    });
    await store.append([{ height: 2, header: first.header, body }]);
    await expect(openDevnet({ store })).rejects.toMatchObject({
      code: 'ERR_STORE_CORRUPT',
      details: { problem: 'its 3 headers are a chain of height 1 only' },
    });
  });

  it('gives up reading the stored chain when it is told', async () => {
    const store = await newStore();
    await openDevnet({ store });
    const reason = new Error('enough');
    await expect(openDevnet({ store, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('does not open the store of another network', async () => {
    const store = await createMemoryStore({ network: storeNetwork(networks.regtest) });
    await expect(openDevnet({ store })).rejects.toMatchObject({
      code: 'ERR_STORE_MISMATCH',
      details: { field: 'network.name', expected: 'devnet', received: 'regtest' },
    });
    expect(await store.tip()).toBeUndefined();
  });

  it('does not report a block that could not be stored, and stores it with the next one', async () => {
    const store = await newStore();
    const devnet = await openDevnet({ store });
    const append = store.append.bind(store);
    store.append = () => Promise.reject(new Error('disk full'));
    await expect(devnet.mineBlock({ miner })).rejects.toThrow('disk full');
    expect((await store.tip())!.height).toBe(0);
    store.append = append;
    const { entry } = await devnet.mineBlock({ miner });
    expect(entry.height).toBe(2);
    expect((await store.body(1))!.length).toBeGreaterThan(80);
    expect((await openDevnet({ store })).chain.tip.hashHex).toBe(entry.hashHex);
  });

  it('refuses a second search at the same time', async () => {
    const devnet = await openDevnet({ store: await newStore() });
    const first = devnet.mineBlock({ miner });
    await expect(devnet.mineBlock({ miner })).rejects.toThrow('mineBlock: expected one call at a time');
    expect((await first).entry.height).toBe(1);
  });

  it('never searches the same header twice, also when stopped and started within a second', async () => {
    const searched: string[] = [];
    const idle = { ...miner, mine: (job: MineJob) => Promise.reject(searched.push(bytesToHex(job.header))) };
    const devnet = await openDevnet({ store: await newStore(), now: () => 1_795_400_000 });
    for (let i = 0; i < 3; i++) await expect(devnet.mineBlock({ miner: idle })).rejects.toBe(i + 1);
    expect(new Set(searched).size).toBe(3);
  });

  it('names the argument that is missing', async () => {
    await expect(openDevnet({} as DevnetOptions)).rejects.toThrow('options.store: expected a store, got undefined');
    const devnet = await openDevnet({ store: await newStore() });
    await expect(devnet.mineBlock({} as MineBlockOptions)).rejects.toThrow(
      'options.miner: expected a miner, got undefined',
    );
  });

  it('says so before it searches when the clock is too far behind the chain', async () => {
    let now = 1_795_400_000;
    const devnet = await openDevnet({ store: await newStore(), now: () => now });
    await devnet.mineBlock({ miner });
    now -= 100_000;
    await expect(devnet.mineBlock({ miner })).rejects.toMatchObject({
      code: 'ERR_BLOCK_REJECTED',
      details: { height: 2, reject: 'time-too-new' },
    });
  });

  it('says so when the rules refuse its own block', async () => {
    const refuseAll: HeaderRule<'bad-version'> = {
      id: 'bad-version',
      stage: 'in-context',
      source: 'this test',
      permanence: 'permanent',
      check: ({ header }) => ({ version: header.version, minimumVersion: 5 }),
    };
    const headerRules = networks.devnet.headerRules.map((rule) => (rule.id === 'bad-version' ? refuseAll : rule));
    const params = defineNetwork({ ...networks.devnet, headerRules });
    const devnet = await openDevnet({ store: await newStore(), params });
    await expect(devnet.mineBlock({ miner })).rejects.toMatchObject({
      code: 'ERR_BLOCK_REJECTED',
      details: { height: 1, reject: 'bad-version' },
    });
    expect(devnet.chain.tip.height).toBe(0);
  });

  it('stops with the reason of the signal, and mines on afterwards', async () => {
    const devnet = await openDevnet({ store: await newStore() });
    const reason = new Error('enough');
    await expect(devnet.mineBlock({ miner, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect((await devnet.mineBlock({ miner })).entry.height).toBe(1);
  });

  it('tells the progress of the block, its searches added up', async () => {
    const devnet = await openDevnet({ store: await newStore() });
    const seen: number[] = [];
    const { attempts } = await devnet.mineBlock({ miner, onProgress: (progress) => seen.push(progress.attempts) });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1) ?? 0).toBeLessThanOrEqual(attempts);
  });
});
