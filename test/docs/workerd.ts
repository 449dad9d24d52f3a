/** A Worker in workerd, Cloudflare's own runtime: bundled by esbuild as docs/cloudflare-worker.md says, run on this machine. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
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
  sockets = [(name = "http", http = (), service = "main")],
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
  const outdir = join(project, `${entry}.bundle`);
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

  const port = await freePort();
  const child = spawn(program, ['serve', 'config.capnp', `--socket-addr=http=127.0.0.1:${port}`], { cwd: outdir });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}/`;
  const stop = (): Promise<void> => {
    child.kill();
    return ended;
  };
  for (let attempt = 0; ; attempt++) {
    try {
      await (await fetch(url)).body?.cancel();
      return { url, output: () => output, stop };
    } catch (error) {
      if (attempt === 200 || child.exitCode !== null) {
        await stop();
        throw new Error(`workerd does not answer: ${output}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
