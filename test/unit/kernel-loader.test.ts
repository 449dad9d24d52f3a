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
  jobOffset: WebAssembly.Global<'i32'>;
  headersOffset: WebAssembly.Global<'i32'>;
  headersSizeBytes: WebAssembly.Global<'i32'>;
  hashesOffset: WebAssembly.Global<'i32'>;
  setHeaderJob(): void;
  searchHeader(start: number, end: number): number;
  hashHeaders(count: number): void;
};

const genesis = hexToBytes(
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c',
);
const genesisNonce = 2083236893;

describe.each([
  { name: 'simd', lanes: 4 },
  { name: 'scalar', lanes: 1 },
])('the $name kernel through the AssemblyScript loader', ({ name, lanes }) => {
  const load = async (): Promise<Kernel> => {
    const bytes = await readFile(new URL(`../../dist/wasm/${name}.wasm`, import.meta.url));
    return (await instantiate<Kernel>(bytes)).exports;
  };

  it('tells its version and its lanes', async () => {
    const kernel = await load();
    expect([kernel.abiVersion.value, kernel.lanes.value]).toEqual([1, lanes]);
  });

  it('finds the nonce of the genesis block by the top word', async () => {
    const kernel = await load();
    const words = headerWords(headerMidstate(genesis), headerTail(genesis));
    new Uint32Array(kernel.memory.buffer, kernel.jobOffset.value, 22).set([...words, 0]);
    kernel.setHeaderJob();
    expect(kernel.searchHeader(genesisNonce - 100, genesisNonce + 100)).toBe(genesisNonce);
    expect(kernel.searchHeader(genesisNonce - 100, genesisNonce)).toBe(-1);
  });

  it('hashes a full batch in its memory, as node:crypto does', async () => {
    const kernel = await load();
    const size = kernel.headersSizeBytes.value;
    const headers = Uint8Array.from({ length: size }, (_, i) => (i * 11) % 251);
    new Uint8Array(kernel.memory.buffer, kernel.headersOffset.value, size).set(headers);
    kernel.hashHeaders(size / 80);
    const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
    const expected = Array.from({ length: size / 80 }, (_, i) => sha256(sha256(headers.subarray(80 * i, 80 * i + 80))));
    const hashes = Buffer.from(kernel.memory.buffer, kernel.hashesOffset.value, expected.length * 32);
    expect(hashes.equals(Buffer.concat(expected))).toBe(true);
  });
});
