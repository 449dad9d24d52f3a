/** `midstate info`: versions, backend and cores, for bug reports. */
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { createEngine } from '../../engine/index.ts';
import { type Command, type CommandInput } from '../command.ts';

export const infoCommand: Command = {
  name: 'info',
  summary: 'versions, the kernel that runs here and why, cores',
  options: { json: { type: 'boolean', help: 'one JSON object' } },
  run,
};

async function run({ output, flags }: CommandInput): Promise<number> {
  const require = createRequire(import.meta.url);
  using engine = await createEngine();
  const info = {
    midstate: (require('../../../package.json') as { version: string }).version,
    node: process.version,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    backend: engine.backend,
    reason: engine.reason,
    store: levelVersion(require),
  };
  if (flags['json'] === true) output.json(info);
  else for (const [name, value] of Object.entries(info)) output.line(`${name.padEnd(11)}  ${value}`);
  return 0;
}

/** The version of the package that the store on disk needs, or that it is missing. */
function levelVersion(require: NodeJS.Require): string {
  try {
    return `classic-level ${(require('classic-level/package.json') as { version: string }).version}`;
  } catch {
    return 'classic-level is not installed';
  }
}
