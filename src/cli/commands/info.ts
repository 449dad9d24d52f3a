/** `midstate info`: versions, backend and cores, for bug reports. */
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { createEngine } from '../../engine/index.ts';
import { alignColumns, type Command, type CommandInput } from '../command.ts';
import { version } from '../version.ts';

export const infoCommand: Command = {
  name: 'info',
  summary: 'versions, the kernel that runs here and why, cores',
  options: { json: { type: 'boolean', help: 'one JSON object' } },
  run,
};

async function run({ output, flags }: CommandInput): Promise<number> {
  using engine = await createEngine();
  const info = {
    midstate: version,
    node: process.version,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    backend: engine.backend,
    streams: engine.streams,
    reason: engine.reason,
    store: levelVersion(),
  };
  if (flags['json'] === true) output.json(info);
  else
    for (const line of alignColumns(Object.entries(info).map(([name, value]) => [name, String(value)])))
      output.line(line);
  return 0;
}

/** The version of the package that the store on disk needs, or that it is missing. */
function levelVersion(): string {
  const require = createRequire(import.meta.url);
  try {
    return `classic-level ${(require('classic-level/package.json') as { version: string }).version}`;
  } catch {
    return 'classic-level is not installed';
  }
}
