/** A headless Chromium where one is installed, and a page that loads the built package over HTTP. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser } from 'playwright-core';

/** Where Debian puts it, unless `CHROMIUM_PATH` says otherwise. */
export const chromiumPath: string = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** True when the browser tests can run. */
export const hasChromium: boolean = existsSync(chromiumPath);

/** What makes it run headless, as root too, and speak to nobody. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @param flags beyond those that every test has */
export function launchChromium(...flags: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: [...chromiumFlags, ...flags] });
}

/** How the server treats the page. */
export interface SiteOptions {
  /** Paths that are not found. */
  readonly missing?: readonly string[];
  /** The Content-Security-Policy of every answer. */
  readonly policy?: string;
}

/** A page without a bundler: import maps do for the package what `package.json#imports` does in Node. */
const page = `<!doctype html>
<meta charset="utf-8">
<title>midstate</title>
<script type="importmap">{ "imports": {
  "#kernel-source": "/dist/engine/kernel-modules.inlined.js",
  "#spawn-worker": "/dist/miner/spawn.web.js"
} }</script>
<script type="module">import * as midstate from '/dist/index.js'; globalThis.midstate = midstate;</script>
`;

/** Serves the page at `/`, which has the package as `globalThis.midstate`, and the build at `/dist/`, on a free port of this machine. */
export async function serveSite({ missing = [], policy }: SiteOptions): Promise<{ url: string; close(): void }> {
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    // for a page without an origin: to it, its own site is another
    response.setHeader('access-control-allow-origin', '*');
    if (policy !== undefined) response.setHeader('content-security-policy', policy);
    const file = new URL(`../..${path}`, import.meta.url);
    if (path === '/') {
      response.setHeader('content-type', 'text/html').end(page);
    } else if (
      /^\/dist\/[\w./-]+\.js$/.test(path) &&
      !path.includes('..') &&
      !missing.includes(path) &&
      existsSync(file)
    ) {
      response.setHeader('content-type', 'text/javascript').end(readFileSync(file));
    } else {
      response.writeHead(404).end('not found');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => void server.close() };
}
