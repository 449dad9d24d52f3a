/** Files that a script makes from the results: written, or with `--check` compared with what stands. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { root } from './root.ts';

/** @param command what makes them, for the message */
export function writeOrCheck(files: readonly { path: string; text: string }[], command: string): void {
  for (const { path, text } of files) {
    const file = new URL(path, root);
    if (!process.argv.includes('--check')) writeFileSync(file, text);
    else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
      console.error(`${path}: not what bench/results say: ${command}`);
      process.exitCode = 1;
    }
  }
}
