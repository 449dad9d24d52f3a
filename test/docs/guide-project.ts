/** A project like a reader's: the files that a guide shows, and the package as npm would install it. */
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codeBlocks, root } from './code-blocks.ts';

const tools = `${root}test/hosts/node_modules/`;

/** True when the bundlers and runtimes are installed: `npm --prefix test/hosts ci`. */
export const hasTools: boolean = existsSync(tools);

/** A tool of test/hosts. */
export async function importTool<Tool>(name: string): Promise<Tool> {
  const path = createRequire(`${root}test/hosts/package.json`).resolve(name);
  return (await import(pathToFileURL(path).href)) as Tool;
}

/** A program of test/hosts, by its path in node_modules. */
export function toolPath(path: string): string {
  return join(tools, path);
}

/**
 * Writes the named files of a guide, and of others that are given, into a directory with `node_modules/midstate`.
 * @param packages those of test/hosts that the project uses as well
 */
export function writeProject(
  directory: string,
  guide: string,
  others: Readonly<Record<string, string>> = {},
  packages: readonly string[] = [],
): void {
  const shown = codeBlocks(guide).filter(({ name }) => name.includes('.'));
  if (shown.length === 0) throw new Error(`${guide}: expected blocks with the names of files, got none`);
  const files = { ...Object.fromEntries(shown.map(({ name, code }) => [name, code])), ...others };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  const installed = join(directory, 'node_modules/midstate');
  cpSync(`${root}dist`, join(installed, 'dist'), { recursive: true });
  cpSync(`${root}package.json`, join(installed, 'package.json'));
  for (const name of packages) symlinkSync(toolPath(name), join(directory, 'node_modules', name));
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

/** Serves a directory on a free port of this machine, with these headers in each answer. */
export async function serveDirectory(
  directory: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = join(directory, pathname === '/' ? 'index.html' : pathname);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    // browsers ask for it unasked, and put it on the console when there is none
    if (pathname === '/favicon.ico') return void response.writeHead(204).end();
    if (!existsSync(file)) return void response.writeHead(404).end('not found');
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream').end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => void server.close() };
}
