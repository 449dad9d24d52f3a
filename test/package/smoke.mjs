/**
 * Uses the installed package as a stranger would, in the project that this file was copied into: every entry, through
 * `import` and `require`, and the command.
 *
 *   node smoke.mjs [--with-level]      # --with-level: classic-level is installed beside it
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkMinedLines } from './check-blocks.mjs';

const withLevel = process.argv.includes('--with-level');
const require = createRequire(import.meta.url);
const { exports: entries, version } = JSON.parse(readFileSync('node_modules/midstate/package.json', 'utf8'));
// What the command starts, its workers included, runs on the Node that runs this.
const env = { ...process.env, PATH: dirname(process.execPath) + delimiter + process.env.PATH };

function step(what) {
  console.log(`  ${what}`);
}

// Every entry, as its place in the map says.
for (const [entry, target] of Object.entries(entries)) {
  const specifier = `midstate${entry.slice(1)}`;
  if (entry.includes('*')) {
    for (const kernel of ['simd', 'scalar']) {
      const bytes = readFileSync(fileURLToPath(import.meta.resolve(specifier.replace('*', kernel))));
      assert.ok(WebAssembly.validate(bytes), `${kernel}.wasm is a module`);
      assert.deepEqual(WebAssembly.Module.imports(new WebAssembly.Module(bytes)), [], `${kernel}.wasm imports nothing`);
    }
  } else if (entry === './worker' || entry === './package.json') {
    readFileSync(fileURLToPath(import.meta.resolve(specifier)));
  } else {
    const imported = await import(specifier);
    assert.ok(Object.keys(imported).length > 0, `${specifier} exports something`);
    assert.deepEqual(
      Object.keys(require(specifier)).toSorted(),
      Object.keys(imported).toSorted(),
      `${specifier} through require`,
    );
    assert.match(target.types, /\.d\.ts$/);
    readFileSync(join('node_modules/midstate', target.types));
  }
  step(specifier);
}

// The front door does what it says.
const { createEngine, sha256, bytesToHex } = {
  ...(await import('midstate/primitives')),
  ...(await import('midstate')),
};
const message = new TextEncoder().encode('midstate');
assert.equal(bytesToHex(sha256(message)), createHash('sha256').update(message).digest('hex'));
for (const backend of ['simd', 'scalar', 'js']) {
  const engine = await createEngine({ backend });
  // a published puzzle of Cap
  const puzzle = { prefix: new TextEncoder().encode('e455cea65e98bc3c36287f43769da211'), encoding: 'decimal' };
  const target = { kind: 'hex-prefix', hex: 'dceb' };
  assert.equal(engine.searchMessage({ ...puzzle, target, start: 0, end: 100_000 }).nonce, 63_625, backend);
  assert.equal(engine.backend, backend);
  const headers = Uint8Array.from({ length: 5 * 80 }, (_, i) => i * 7);
  const hashes = engine.sha256dHeaders(headers);
  for (let i = 0; i < 5; i++) {
    const once = createHash('sha256')
      .update(headers.subarray(i * 80, i * 80 + 80))
      .digest();
    const twice = createHash('sha256').update(once).digest();
    assert.deepEqual(Buffer.from(hashes.subarray(i * 32, i * 32 + 32)), twice, `${backend}, header ${i}`);
  }
  engine.close();
}
step('engines: simd, scalar, js');

const directory = mkdtempSync(join(tmpdir(), 'midstate-smoke-'));
try {
  await checkStore();
  checkCommand();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
console.log(`  midstate ${version} works on Node ${process.versions.node}${withLevel ? ', with classic-level' : ''}`);

async function checkStore() {
  const { openLevelStore } = await import('midstate/store/level');
  const network = { name: 'devnet', genesisHash: '00'.repeat(32), targetSpacing: 5 };
  const opening = openLevelStore(join(directory, 'store'), { network });
  if (withLevel) {
    const store = await opening;
    assert.equal(await store.tip(), undefined);
    await store.close();
  } else {
    await assert.rejects(opening, { name: 'MidstateError', code: 'ERR_STORE_UNAVAILABLE' });
  }
  step(withLevel ? 'a store on disk' : 'no store on disk without classic-level, and a code that says so');
}

function checkCommand() {
  const npx = (...args) => {
    const options = { encoding: 'utf8', env: { ...env, MIDSTATE_DATA: join(directory, 'default') }, timeout: 120_000 };
    return execFileSync('npx', ['--no', '--', 'midstate', ...args], options);
  };
  assert.equal(npx('--version').trim(), version);
  const info = JSON.parse(npx('info', '--json'));
  assert.ok(Object.keys(info).length > 0);
  assert.ok(JSON.stringify(info).includes(process.versions.node), 'the command runs on this Node');
  step('midstate info --json');

  const mine = ['mine', '--blocks', '2', '--interval', '1', '--json'];
  if (!withLevel) {
    checkMinedLines(npx(...mine), 2);
    const refused = spawnSync('npx', ['--no', '--', 'midstate', ...mine, '--data', join(directory, 'data')], {
      encoding: 'utf8',
      env,
    });
    assert.notEqual(refused.status, 0, 'a directory that was asked for and cannot be had is an error');
    assert.match(refused.stderr, /classic-level/);
    step('midstate mine --json, in memory');
    return;
  }
  const first = checkMinedLines(npx(...mine, '--data', join(directory, 'data')), 2);
  const second = checkMinedLines(npx(...mine, '--data', join(directory, 'data')), 2, first.tip.hash);
  assert.equal(second.tip.height, first.tip.height + 2, 'it goes on from the stored tip');
  step('midstate mine --json, twice, on disk');
}
