/** A page that has the IndexedDB store and its compliance suite, bundled from the sources and served over HTTP. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import type * as compliance from '../../src/compliance/index.ts';
import type { BlockRecord, ChainStore } from '../../src/store/index.ts';
import type * as indexedDbStore from '../../src/store/indexeddb-store.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the page has as `globalThis.stores`. */
export type Stores = typeof indexedDbStore &
  Pick<typeof compliance, 'storeCompliance'> & {
    readonly network: { name: string; genesisHash: string; targetSpacing: number };
    /** Records from one height to another, both included, whose bytes tell their height. */
    records(from: number, to: number, bodyBytes?: number, salt?: number): BlockRecord[];
    /** Throws when the store holds other records than these: all headers are looked at, and up to 50 bodies. */
    expectRecords(store: ChainStore, expected: readonly BlockRecord[]): Promise<void>;
    /** Code, problem and details of what a promise is rejected with, or what it came to. */
    outcomeOf(promise: Promise<unknown>): Promise<Outcome>;
    open: typeof indexedDbStore.openIndexedDbStore;
  };

export interface Outcome {
  readonly code: string;
  readonly message: string;
  readonly details?: { readonly [name: string]: unknown };
}

const ENTRY = `
import { storeCompliance } from '${root}src/compliance/store-suite.ts';
import * as store from '${root}src/store/indexeddb-store.ts';
const network = { name: 'browser-test', genesisHash: '0f'.repeat(32), targetSpacing: 5 };
function records(from, to, bodyBytes = 100, salt = 0) {
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const height = from + i;
    const header = new Uint8Array(80).map((_, at) => (7 * height + 3 * at + salt) % 251);
    new DataView(header.buffer).setUint32(0, height);
    const size = bodyBytes === 0 ? 0 : bodyBytes + (height % 30);
    return { height, header, body: new Uint8Array(size).map((_, at) => (height + 5 * at + salt) % 251) };
  });
}
async function expectRecords(store, expected) {
  const tip = await store.tip();
  if (tip?.height !== expected.at(-1)?.height) throw new Error('tip ' + tip?.height + ', expected ' + expected.at(-1)?.height);
  let at = 0;
  for await (const item of store.headers()) {
    for (let from = 0; from < item.length; from += 80, at++) {
      const record = expected[at];
      if (item.subarray(from, from + 80).join() !== record?.header.join()) throw new Error('header ' + record?.height);
    }
  }
  if (at !== expected.length) throw new Error(at + ' headers, expected ' + expected.length);
  const stride = Math.ceil(expected.length / 50);
  for (const { height, body } of expected.filter((_, i) => i % stride === 0))
    if ((await store.body(height))?.join() !== body.join()) throw new Error('body ' + height);
}
const outcomeOf = (promise) =>
  promise.then(
    () => ({ code: 'fulfilled', message: '' }),
    (error) => ({ code: error.code ?? error.name, message: error.message, details: error.details }),
  );
globalThis.stores = { ...store, open: store.openIndexedDbStore, storeCompliance, network, records, expectRecords, outcomeOf };
`;

/** The bundle of the page's script. */
async function bundleScript(): Promise<string> {
  const build = await rolldown({
    input: 'entry',
    cwd: root,
    platform: 'browser',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? `${root}entry.ts` : undefined),
        load: (id) => (id === `${root}entry.ts` ? { code: ENTRY, moduleType: 'js' } : undefined),
      },
    ],
  });
  const { output } = await build.generate({ format: 'esm' });
  await build.close();
  return output[0].code;
}

/** Serves the page at `/` and its script at `/stores.js`, on a free port of this machine. */
export async function serveStorePage(): Promise<{ url: string; close(): void }> {
  const script = await bundleScript();
  const page = `<!doctype html><meta charset="utf-8"><title>stores</title><script type="module" src="/stores.js"></script>`;
  const server = createServer((request, response) => {
    if (request.url === '/stores.js') response.setHeader('content-type', 'text/javascript').end(script);
    else response.setHeader('content-type', 'text/html').end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => void server.close() };
}
