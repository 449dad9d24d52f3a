/** Runtimes without a page: each runs the consumer as a process. */
import { execFile, execFileSync } from 'node:child_process';
import type { Outcome } from './cell.ts';
import { outcomeOfLine } from './findings-line.ts';
import { toolFile } from './tools.ts';

/** A runtime of this machine. */
export interface Runtime {
  readonly version: string;
  /** Runs `main.js` of a project. */
  run(projectFolder: string): Promise<Outcome>;
}

const files = {
  'Node 20': 'node20/bin/node',
  'Node 22': 'node22/bin/node',
  // the one that runs the tests
  'Node 24': process.execPath,
  'Node 26': 'node26/bin/node',
  Bun: '@oven/bun-linux-x64/bin/bun',
  Deno: '@deno/linux-x64-glibc/deno',
} as const satisfies Record<string, string>;
export type RuntimeName = keyof typeof files;

/** Deno is given no permission. */
const flags: Readonly<Partial<Record<RuntimeName, readonly string[]>>> = { Deno: ['run', '--no-prompt', '--no-lock'] };

/** A runtime by its name; undefined where it is not installed, or does not run here. */
export function findRuntime(name: RuntimeName): Runtime | undefined {
  const file = toolFile(files[name]);
  if (file === undefined) return undefined;
  let version: string;
  try {
    version = /\d+\.\d+\.\d+/.exec(execFileSync(file, ['--version'], { encoding: 'utf8', stdio: 'pipe' }))![0];
  } catch {
    return undefined;
  }
  return {
    version,
    run: (projectFolder) =>
      new Promise((resolve) => {
        const args = [...(flags[name] ?? []), 'main.js'];
        execFile(file, args, { cwd: projectFolder, encoding: 'utf8', timeout: 40_000 }, (error, stdout, stderr) => {
          const outcome = stdout
            .split('\n')
            .map(outcomeOfLine)
            .find((told) => told !== undefined);
          resolve(outcome ?? { error: [error?.message, stdout, stderr].join('\n') });
        });
      }),
  };
}
