// Real header chains through the command: into a store, out of it, checked.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { chain, chainJson } from '../integration/chain-command.ts';
import { MAIN, temporaryDirectory } from '../integration/midstate-command.ts';

const data = new URL('../../../shared/data/headers/', import.meta.url);

// Hash of the last header: computed in Python from the files.
const files = [
  ['mainnet', 'mainnet-0-49999', 50_000, '000000000845517b31c6820d83f25cff46429bf136a7515fe504116427e60f8e'],
  ['testnet3', 'testnet3-0-9999', 10_000, '000000001655e2a7293f28383a2965b2f0add77fd6ac383986e90971a07467d4'],
  ['signet', 'signet-0-2015', 2016, '000000c0a3841a6ae64c45864ae25314b40fd522bfb299a4b6bd5ef288cae74d'],
] as const;

describe.skipIf(!existsSync(data))('real header chains in a store', () => {
  it.each(files)('%s: imported, checked, and exported as the same bytes', async (network, name, headers, hash) => {
    const file = fileURLToPath(new URL(`${name}.bin`, data));
    const directory = temporaryDirectory();
    const [store, exported] = [join(directory, 'store'), join(directory, 'exported')];
    const tip = { height: headers - 1, hash };
    const imported = { complete: true, network, imported: headers, duplicates: 0, tip, reorgs: 0, unchecked: {} };
    expect(await chainJson(store, `import ${file}`)).toMatchObject(imported);
    expect(await chainJson(store, 'check')).toMatchObject({ intact: true, network, headers, branchHeaders: 0, tip });
    await chainJson(store, `export ${exported}`);
    expect(Buffer.compare(readFileSync(exported), readFileSync(file))).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('mainnet is exported no further than its reader wants it', async () => {
    const store = join(temporaryDirectory(), 'store');
    await chainJson(store, `import ${fileURLToPath(new URL('mainnet-0-49999.bin', data))}`);
    const script = '"$0" "$1" chain export - --hex --data "$2" | head -n 1';
    const { stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, MAIN, store], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^0100000000.*1dac2b7c\n$/);
  });

  it('mainnet goes on from an anchor as it does from genesis', async () => {
    const headers = readFileSync(new URL('mainnet-0-49999.bin', data)).subarray(80 * 40_320);
    const store = join(temporaryDirectory(), 'store');
    const flags = ['--network', 'mainnet', '--anchor-height', '40320'];
    const { code, stdout } = await chain(store, 'import -', [...flags, '--json'], headers);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      imported: 9680,
      tip: { height: 49_999, hash: files[0][3] },
      // the median time past takes eleven headers: up to ten above the anchor have fewer
      unchecked: { 'bad-diffbits': 1, 'time-too-old': 11, 'time-too-new': 1, 'bad-version': 1 },
    });
    expect(await chainJson(store, 'check')).toMatchObject({ intact: true, lowest: 40_320 });
  });
});
