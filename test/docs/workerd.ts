/** A Worker in workerd, Cloudflare's own runtime: bundled by esbuild as docs/cloudflare-worker.md says, run on this machine. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { importTool, toolPath } from './guide-project.ts';

const program = toolPath('@cloudflare/workerd-linux-64/bin/workerd');

/** True when workerd is installed: it is optional, as it exists for few systems. */
export const hasWorkerd: boolean = existsSync(program);

/** What is used of esbuild. */
interface Esbuild {
  build(options: object): Promise<unknown>;
}

/** A Worker that answers. */
export interface RunningWorker {
  readonly url: string;
  /** What it wrote to the console. */
  output(): string;
  stop(): Promise<void>;
}

/** What workerd is told: the bundle, the `.wasm` files beside it as modules, and the variables of the environment. */
function configuration(
  entry: string,
  wasmFiles: readonly string[],
  variables: Readonly<Record<string, string>>,
): string {
  const modules = [
    `(name = "${entry}", esModule = embed "${entry}")`,
    ...wasmFiles.map((file) => `(name = "${file}", wasm = embed "${file}")`),
  ];
  const bindings = Object.entries(variables).map(([name, text]) => `(name = "${name}", text = "${text}")`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [${modules.join(', ')}],
  bindings = [${bindings.join(', ')}],
  compatibilityDate = "2026-01-01",
);
`;
}

/** Bundles a file of a project, and serves it. */
export async function runWorker(
  project: string,
  entry: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<RunningWorker> {
  const esbuild = await importTool<Esbuild>('esbuild');
  const outdir = mkdtempSync(join(project, `${entry}.bundle-`));
  await esbuild.build({
    absWorkingDir: project,
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    conditions: ['workerd'],
    loader: { '.wasm': 'copy' },
    outdir,
    logLevel: 'silent',
  });
  const wasmFiles = readdirSync(outdir).filter((name) => name.endsWith('.wasm'));
  writeFileSync(join(outdir, 'config.capnp'), configuration(entry, wasmFiles, variables));

  // it chooses a free port, and tells it on the fourth stream
  const child = spawn(program, ['serve', 'config.capnp', '--control-fd=3'], {
    cwd: outdir,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += String(chunk)));
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const stop = (): Promise<void> => {
    // at once: asked kindly, it waits for the requests that it has
    child.kill('SIGKILL');
    return ended;
  };
  for await (const line of createInterface(child.stdio[3] as Readable)) {
    const { event, port } = JSON.parse(line) as { event: string; port: number };
    if (event === 'listen') return { url: `http://127.0.0.1:${port}/`, output: () => output, stop };
  }
  await ended;
  throw new Error(`workerd does not begin: ${output}`);
}
