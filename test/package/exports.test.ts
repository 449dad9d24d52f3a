/** What the package promises to the outside: its entries, where they lead, and the names in the front door. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as frontDoor from '../../src/index.ts';

const root = new URL('../../', import.meta.url);
interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly imports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies?: object;
}
const manifest: Manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

describe('the map of entries', () => {
  it('has one per layer', () => {
    expect(Object.keys(manifest.exports).toSorted()).toEqual([
      '.',
      './chain',
      './compliance',
      './consensus',
      './devnet',
      './engine',
      './miner',
      './package.json',
      './primitives',
      './simulation',
      './store/indexeddb',
      './store/level',
      './store/memory',
      './wasm/*.wasm',
      './worker',
    ]);
  });

  it('names types first, and leads to modules alone', () => {
    for (const [entry, target] of Object.entries(manifest.exports)) {
      if (typeof target === 'string') continue;
      expect(Object.keys(target)).toEqual(entry === './worker' ? ['types', 'node', 'default'] : ['types', 'default']);
    }
  });

  it('leads to files that a source makes', () => {
    const targets = [manifest.exports, manifest.imports, manifest.bin]
      .flatMap((map) => Object.values(map))
      .flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))
      .filter((target) => /\.js$|\.d\.ts$/.test(target));
    expect(targets.length).toBeGreaterThan(20);
    const sources = targets.map((target) =>
      target.replace(/^(?:\.\/)?dist\//, 'src/').replace(/\.d\.ts$|\.js$/, '.ts'),
    );
    expect(sources.filter((source) => !existsSync(new URL(source, root)))).toEqual([]);
  });

  it('brings no dependency along', () => {
    expect(manifest.dependencies ?? {}).toEqual({});
  });
});

it('the front door has these names', () => {
  expect(Object.keys(frontDoor).toSorted()).toEqual([
    'MidstateError',
    'bitsToTarget',
    'bytesToHex',
    'checkHeader',
    'checkHeaderInContext',
    'createEngine',
    'createHeaderChain',
    'createMiner',
    'decodeHeader',
    'defineNetwork',
    'encodeHeader',
    'hashToDisplayHex',
    'headerHash',
    'hexToBytes',
    'isMidstateError',
    'mine',
    'networks',
    'searchMessage',
    'sha256',
    'sha256d',
    'targetToBitsLossy',
    'workOfBits',
  ]);
});
