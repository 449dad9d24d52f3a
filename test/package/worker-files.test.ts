/** The worker as it is delivered: one file for each kind of host, which works wherever it is copied to. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { createMiner } from '../../src/miner/index.ts';
import { workerSourceParts } from '../../src/miner/worker-source.generated.ts';
import { importsOf } from '../architecture/import-graph.ts';

const built = (name: string): URL => new URL(`../../dist/miner/${name}`, import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'midstate-worker-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function importedBy(name: string): (string | undefined)[] {
  const text = readFileSync(built(name), 'utf8');
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  return importsOf(source).map(({ specifier }) => specifier);
}

describe('a worker file', () => {
  it('imports nothing but what Node has', () => {
    expect(importedBy('worker.web.js')).toEqual([]);
    const imported = importedBy('worker.node.js');
    expect(imported).toContain('node:worker_threads');
    expect(imported.filter((specifier) => specifier === undefined || !isBuiltin(specifier))).toEqual([]);
    // this way of asking finds imports
    expect(importedBy('spawn.web.js')).toContain('./worker-source.generated.js');
  });

  it('stands as text in the package, its second part first', () => {
    expect(workerSourceParts).toHaveLength(2);
    expect([...workerSourceParts].reverse().join('') === readFileSync(built('worker.web.js'), 'utf8')).toBe(true);
  });

  it('is named where bundlers look for it: in one expression, on one line', () => {
    const lines = readFileSync(built('spawn.web.js'), 'utf8').split('\n');
    const expression = `new Worker(new URL('./worker.web.js', import.meta.url), { type: 'module' })`;
    expect(lines.filter((line) => line.includes(expression))).toHaveLength(1);
  });

  it('searches for a miner from elsewhere, alone in a folder', async () => {
    const copy = join(folder, 'worker.mjs');
    copyFileSync(built('worker.node.js'), copy);
    const warnings: unknown[] = [];
    await using miner = await createMiner({
      threads: 2,
      createWorker: () => new Worker(copy),
      onWarning: (warning) => void warnings.push(warning),
    });
    const header = Uint8Array.from({ length: 80 }, (_, i) => 7 * i + 3);
    // the nonce was found by Python
    expect(await miner.mine({ header, target: 2n ** 235n }, { pick: 'lowest' })).toMatchObject({ nonce: 111_288 });
    expect([miner.workerKind, warnings]).toEqual(['custom', []]);
  });
});
