import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { instantiate } from '@assemblyscript/loader';
import { describe, expect, it } from 'vitest';
import { headerWords } from '../../src/engine/header-words.ts';
import { headerMidstate, headerTail, hexToBytes } from '../../src/primitives/index.ts';

type Kernel = {
  memory: WebAssembly.Memory;
  abiVersion: WebAssembly.Global<'i32'>;
  lanes: WebAssembly.Global<'i32'>;
  headerJobOffset: WebAssembly.Global<'i32'>;
  bufferOffset(): number;
  setShape(shape: number): number;
  setHeaderJob(versions: number): void;
  searchHeader(start: number, end: number): number;
  hashMessages(sizeBytes: number, count: number, digests: number, twice: number): void;
};

const genesis = hexToBytes(
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c',
);
const genesisNonce = 2083236893;

describe.each([
  { name: 'simd', lanes: 4, groups: [1, 4, 5, 9] },
  { name: 'scalar', lanes: 1, groups: [1] },
])('the $name kernel through the AssemblyScript loader', ({ name, lanes, groups }) => {
  const load = async (): Promise<Kernel> => {
    const bytes = await readFile(new URL(`../../dist/wasm/${name}.wasm`, import.meta.url));
    return (await instantiate<Kernel>(bytes)).exports;
  };

  it('tells its version, its lanes and its groups', async () => {
    const kernel = await load();
    expect([kernel.abiVersion.value, kernel.lanes.value]).toEqual([3, lanes]);
    expect(groups.map((_, shape) => kernel.setShape(shape))).toEqual(groups);
  });

  it.each(groups.map((_, shape) => shape))(
    'finds the nonce of the genesis block by the top word in shape %i',
    async (shape) => {
      const kernel = await load();
      kernel.setShape(shape);
      const { schedule, versions } = headerWords([headerMidstate(genesis)], headerTail(genesis));
      new Uint32Array(kernel.memory.buffer, kernel.headerJobOffset.value, 22).set([...schedule, 0, ...versions]);
      kernel.setHeaderJob(1);
      expect(kernel.searchHeader(genesisNonce - 100, genesisNonce + 100)).toBe(genesisNonce);
      expect(kernel.searchHeader(genesisNonce - 100, genesisNonce)).toBe(-1);
    },
  );

  it.each(groups.map((_, shape) => shape))(
    'hashes headers in its memory as node:crypto does in shape %i',
    async (shape) => {
      const kernel = await load();
      kernel.setShape(shape);
      const headers = Uint8Array.from({ length: 80 * 100 }, (_, i) => (i * 11) % 251);
      new Uint8Array(kernel.memory.buffer, kernel.bufferOffset()).set(headers);
      const digests = kernel.bufferOffset() + 80 * 128;
      kernel.hashMessages(80, 100, digests, 1);
      const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
      const expected = Array.from({ length: 100 }, (_, i) => sha256(sha256(headers.subarray(80 * i, 80 * i + 80))));
      expect(Buffer.from(kernel.memory.buffer, digests, 3200).equals(Buffer.concat(expected))).toBe(true);
    },
  );
});
