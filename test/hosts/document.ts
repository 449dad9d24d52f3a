/**
 * Runs the host matrix and writes docs/hosts.md from what it found.
 *
 *   npm run hosts
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import { hostsDocument } from './hosts-document.ts';
import { readResults } from './results.ts';
import { missing } from './tools.ts';

if (missing !== undefined) throw new Error(missing);

const root = fileURLToPath(new URL('../../', import.meta.url));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
// one file after the other: the rates are to be those of a quiet machine
execFileSync(process.execPath, [vitest, 'run', 'test/hosts', '--no-file-parallelism'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, MIDSTATE_HOSTS_DOCUMENT: 'is being written' },
});
writeFileSync(join(root, 'docs/hosts.md'), hostsDocument(readResults()));
console.log('docs/hosts.md is written');
