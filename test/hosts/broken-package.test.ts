/** The matrix can fail: packages that are broken on purpose turn their cells red. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeByteText } from '../../build/byte-text.ts';
import { SINGLES } from '../../src/engine/kernels.generated.ts';
import { hasBrowser } from './browsers.ts';
import { failuresOf, type Expectation, type Findings } from './cell.ts';
import { pageRows, runtimeRows } from './expectations.ts';
import { BUNDLING_MS, createPageMatrix, type PageMatrix } from './matrix.ts';
import { findRuntime } from './runtimes.ts';
import { createStrangerProject, type StrangerProject } from './stranger-project.ts';
import { missing } from './tools.ts';

const unbundled = pageRows.find((row) => row.bundle === 'unbundled')!.cells;

/** The worker files have other names. */
function renameWorkers(packageFolder: string): void {
  for (const name of ['worker.web.js', 'worker.node.js']) {
    renameSync(join(packageFolder, 'dist/miner', name), join(packageFolder, 'dist/miner', `renamed-${name}`));
  }
}

/** One bit of a round constant of SHA-256 is another: 0x243185be, as its bytes stand in both kernels. */
function damageKernels(packageFolder: string): void {
  const file = join(packageFolder, 'dist/engine/kernels.generated.js');
  const kernels = readFileSync(file, 'utf8');
  const [whole, broken] = [0xbe, 0xbf].map((byte) => encodeByteText(Uint8Array.of(byte, 0x85, 0x31, 0x24), SINGLES));
  const damaged = kernels.replaceAll(whole!, broken!);
  if (damaged === kernels) throw new Error('the round constant was not found in the kernels');
  writeFileSync(file, damaged);
}

describe.skipIf(missing !== undefined)('a package whose worker files are renamed', () => {
  let project: StrangerProject;
  let pages: PageMatrix | undefined;
  beforeAll(async () => {
    project = createStrangerProject(renameWorkers);
    if (hasBrowser.Chromium) pages = await createPageMatrix(project, ['unbundled', 'webpack']);
  }, BUNDLING_MS);
  afterAll(async () => {
    await pages?.close();
    project?.remove();
  });

  it.skipIf(!hasBrowser.Chromium)('turns a page red: its workers come from a blob', async () => {
    const failures = failuresOf(unbundled.none, await pages!.open('unbundled', 'Chromium', 'none'), 'none');
    expect(failures[0]).toBe('worker kind: expected url, got blob');
    expect(failures).toContainEqual(expect.stringMatching(/^warned unexpectedly: degraded/));
  });

  it.skipIf(!hasBrowser.Chromium)(
    'turns a page red where blobs are forbidden: it searches without workers',
    async () => {
      const outcome = await pages!.open('unbundled', 'Chromium', 'strict-wasm');
      expect(failuresOf(unbundled['strict-wasm'], outcome, 'strict-wasm').slice(0, 3)).toEqual([
        'mode: expected workers, got this-thread',
        'worker kind: expected url, got none',
        'threads: expected 2, got 1',
      ]);
    },
  );

  it.skipIf(!hasBrowser.Chromium)('turns a bundle red: its bundler refuses', async () => {
    const [failure, ...others] = failuresOf(unbundled.none, await pages!.open('webpack', 'Chromium', 'none'), 'none');
    expect(failure).toMatch(/^told nothing: the bundler refused: .*worker\.web\.js/s);
    expect(others).toEqual([]);
  });

  it('turns Node red: it searches without workers', async () => {
    const failures = failuresOf(runtimeRows['Node 24'], await findRuntime('Node 24')!.run(project.folder));
    expect(failures.slice(0, 2)).toEqual([
      'mode: expected workers, got this-thread',
      'worker kind: expected thread, got none',
    ]);
  });
});

describe.skipIf(missing !== undefined)('a package whose kernels are damaged', () => {
  it('turns Node red: the self-test refuses them', async () => {
    const project = createStrangerProject(damageKernels);
    const failures = failuresOf(runtimeRows['Node 24'], await findRuntime('Node 24')!.run(project.folder));
    project.remove();
    expect(failures).toEqual([expect.stringMatching(/^told nothing: ERR_ENGINE_SELF_TEST/)]);
  });
});

describe('the judge of a cell', () => {
  const expected: Expectation = { backend: 'js', mode: 'workers', workerKind: 'url', warned: ['the reason'] };
  const findings: Findings = {
    backend: 'js',
    reason: 'the reason',
    mode: 'workers',
    workerKind: 'url',
    threads: 2,
    solved:
      '00000020' +
      '00'.repeat(32) +
      '07'.repeat(32) +
      '8030026b' + // time
      'ffff001f' + // bits
      '7a190100', // nonce
    hash: '0000d1db07018964eebf326a01711d570b97c38efcec9788d801680f07ba46d3',
    isAccepted: true,
    rate: 1,
    isCrossOriginIsolated: false,
    warnings: [{ code: 'degraded', message: 'for the reason' }],
  };

  it('finds nothing in what is as expected', () => {
    expect(failuresOf(expected, { findings }, 'none')).toEqual([]);
    expect(
      failuresOf(expected, { findings, workerUrls: ['http://a/worker.js', 'http://a/worker.js'] }, 'none'),
    ).toEqual([]);
  });

  it.each<[string, Partial<Findings>, string]>([
    ['backend', { backend: 'simd' }, 'backend: expected js, got simd'],
    ['header', { solved: findings.solved.replace('7a19', '7b19') }, 'solved header'],
    ['hash', { hash: '00'.repeat(32) }, 'its hash'],
    ['verdict', { isAccepted: false }, 'accepted by checkHeader'],
    ['rate', { rate: 0 }, 'a rate above 0'],
    ['isolation', { isCrossOriginIsolated: true }, 'cross-origin isolated'],
    ['silence', { warnings: [] }, 'expected one warning, got 0'],
    [
      'warning of something else',
      { warnings: [{ code: 'degraded', message: 'so' }] },
      'expected a warning of the reason',
    ],
    [
      'warning by another name',
      { warnings: [{ code: 'lost', message: 'the reason' }] },
      "expected the warning 'degraded'",
    ],
  ])('finds another %s', (_what, change, failure) => {
    const failures = failuresOf(expected, { findings: { ...findings, ...change } }, 'none');
    expect(failures[0]).toMatch(new RegExp(`^${failure}`));
  });

  it('finds workers that the browser started from elsewhere, or not at all', () => {
    for (const workerUrls of [[], ['blob:a', 'blob:b']]) {
      expect(failuresOf(expected, { findings, workerUrls }, 'none')).toEqual([
        'workers that the browser started: expected true, got false',
      ]);
    }
  });
});
