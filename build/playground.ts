/**
 * Starts the playground's development server, which prints its address. What it needs is made first: the package when a
 * source is newer than the build, the playground's own packages when its lock file is newer than what is installed.
 *
 *   node build/playground.ts [options of vite, such as --port 4000]
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const playground = `${root}examples/playground/`;

function run(command: string, args: readonly string[], cwd: string): void {
  // a shell: on Windows npm is no program but a script
  const { status, signal } = spawnSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(signal === 'SIGINT' ? 0 : (status ?? 1));
}

/** When the file was changed last; 0 where there is none. */
function changedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** When anything that the build reads was changed last. What the build itself writes does not count. */
function newestSourceMs(): number {
  const paths = ['src', 'assembly', 'build'].flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => !name.includes('.generated.'))
      .map((name) => `${root}${folder}/${name}`),
  );
  const files = paths.filter((path) => statSync(path).isFile());
  return Math.max(...files.map(changedMs));
}

// the build's last file
if (changedMs(`${root}dist/miner/worker.web.js`) < newestSourceMs()) {
  console.log('The package is built first.');
  run(process.execPath, ['build/build.ts'], root);
}
if (changedMs(`${playground}node_modules/.package-lock.json`) < changedMs(`${playground}package-lock.json`)) {
  console.log("The playground's packages are installed first.");
  run('npm', ['ci', '--no-audit', '--no-fund'], playground);
}
run(process.execPath, ['node_modules/vite/bin/vite.js', ...process.argv.slice(2)], playground);
