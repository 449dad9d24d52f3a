/** The playground as its build makes it, served under a strict policy. Needs its packages and the build of the package. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumPath, hasChromium } from '../browser/chromium.ts';
import type { Site } from './browser-and-site.ts';

export const root: string = fileURLToPath(new URL('../../', import.meta.url));
const playground = `${root}examples/playground/`;
const vite = `${playground}node_modules/vite/bin/vite.js`;

/** True when the walks can run; where they cannot, the reason is printed. */
export const canWalk: boolean = hasChromium && existsSync(vite) && existsSync(`${root}dist/index.js`);
if (!hasChromium) console.log(`Walks through the playground are skipped: there is no Chromium at ${chromiumPath}.`);
else if (!existsSync(vite))
  console.log(
    'Walks through the playground are skipped: its packages are missing (npm --prefix examples/playground ci).',
  );
else if (!canWalk) console.log('Walks through the playground are skipped: there is no build in dist (npm run build).');

/** Own scripts and workers, WebAssembly, nothing else. */
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'";

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

/**
 * Builds the playground into a folder of its own and serves it.
 * @param files further files by their path, such as `/headers.bin`
 * @throws Error when the build fails
 */
export async function servePlayground(files: Readonly<Record<string, string>> = {}): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'midstate-playground-'));
  const built = spawnSync(process.execPath, [vite, 'build', '--outDir', folder, '--emptyOutDir'], {
    cwd: playground,
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`the playground cannot be built: ${built.stdout}${built.stderr}`);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = files[pathname] ?? join(folder, pathname === '/' ? 'index.html' : pathname);
    if (pathname.includes('..') || !existsSync(path)) return void response.writeHead(404).end('not found');
    response.setHeader('content-security-policy', POLICY);
    response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
    return void response.end(readFileSync(path));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
