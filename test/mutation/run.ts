/**
 * Changes the rule book in every way that Stryker knows, and asks the tests to notice. README.md here says how to read it.
 *
 *   npm run mutation
 *   npm run mutation -- --mutate src/consensus/work.ts --concurrency 1
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const path = (relative: string): string => fileURLToPath(new URL(relative, root));

// Stryker works on copies below this folder. Tests look for published vectors beside the repository: so here, too.
mkdirSync(path('.mutation/sandboxes'), { recursive: true });
const vectors = path('.mutation/sandboxes/shared');
if (existsSync(path('../shared')) && !existsSync(vectors)) symlinkSync(path('../shared'), vectors);

const stryker = path('test/mutation/node_modules/@stryker-mutator/core/bin/stryker.js');
const { status } = spawnSync(
  process.execPath,
  [stryker, 'run', 'test/mutation/stryker.config.json', ...process.argv.slice(2)],
  { cwd: path('.'), stdio: 'inherit' },
);
process.exitCode = status ?? 1;
