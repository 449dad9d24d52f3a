/** The servers of the pages: one for each policy, all with the same folders. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { policyNames, type PolicyName } from './cell.ts';

/** The Content-Security-Policy of a page that needs nothing but its own files. */
export const STRICT_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'";

/** What each policy adds to every answer. */
export const policyHeaders: Readonly<Record<PolicyName, Readonly<Record<string, string>>>> = {
  none: {},
  strict: { 'Content-Security-Policy': STRICT_POLICY },
  'strict-wasm': {
    'Content-Security-Policy': STRICT_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"),
  },
  isolated: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** What stands below the first part of a path: a folder of files. Or a page that is served elsewhere under each policy. */
export type Mount = string | Readonly<Record<PolicyName, string>>;

export interface Sites {
  /** Where a mount's page is, under a policy. */
  url(policy: PolicyName, name: string): string;
  close(): void;
}

/** Serves the mounts under every policy, on free ports of this machine. */
export async function serveSites(mounts: Readonly<Record<string, Mount>>): Promise<Sites> {
  const servers = await Promise.all(
    policyNames.map(async (policy) => {
      const server = createServer((request, response) => {
        for (const [name, value] of Object.entries(policyHeaders[policy])) response.setHeader(name, value);
        answer(mounts, request.url ?? '/', response);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return { policy, server, port: (server.address() as AddressInfo).port };
    }),
  );
  return {
    url(policy, name) {
      const mount = mounts[name];
      if (typeof mount === 'object') return mount[policy];
      return `http://127.0.0.1:${servers.find((each) => each.policy === policy)!.port}/${name}/`;
    },
    close: () => {
      for (const { server } of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

function answer(mounts: Readonly<Record<string, Mount>>, url: string, response: ServerResponse): void {
  const [, name = '', ...rest] = decodeURIComponent(new URL(url, 'http://localhost').pathname).split('/');
  const mount = mounts[name];
  const notFound = (): void => void response.writeHead(404).end('not found');
  // `normalize` with a leading slash cannot climb out of the folder
  const file = typeof mount !== 'string' ? '' : join(mount, normalize(`/${rest.join('/') || 'index.html'}`));
  if (!existsSync(file) || !statSync(file).isFile()) {
    notFound();
    return;
  }
  const body = readFileSync(file);
  if (extname(file) === '.html') allowImportMap(response, body.toString());
  response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream').end(body);
}

/** An import map stands inline in its page: a policy for scripts has to name its hash. */
function allowImportMap(response: ServerResponse, html: string): void {
  const map = /<script type="importmap">(.*?)<\/script>/s.exec(html)?.[1];
  const policy = response.getHeader('Content-Security-Policy');
  if (map === undefined || typeof policy !== 'string') return;
  const hash = createHash('sha256').update(map).digest('base64');
  response.setHeader(
    'Content-Security-Policy',
    policy.replace("script-src 'self'", `script-src 'self' 'sha256-${hash}'`),
  );
}
