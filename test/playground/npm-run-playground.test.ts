/** `npm run playground` serves the page, and leaves nothing behind when it is ended. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { root } from './playground-site.ts';
import { PATIENTLY } from './watched-page.ts';

const isInstalled =
  existsSync(`${root}examples/playground/node_modules/vite/bin/vite.js`) && existsSync(`${root}dist/index.js`);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.skipIf(!isInstalled || process.platform === 'win32')('npm run playground', () => {
  it('prints the address of the page and serves it, until it is ended', async () => {
    const port = await freePort();
    const options = ['--host', '127.0.0.1', '--port', String(port), '--strictPort'];
    // vite paints the port; npm and vitest ask for colours
    const { FORCE_COLOR: _, ...others } = process.env;
    const env = { ...others, NO_COLOR: '1' };
    // in a group of its own, so that what it started is ended with it, as by Ctrl-C
    const started = spawn('npm', ['run', 'playground', '--', ...options], { cwd: root, detached: true, env });
    const ended = new Promise((resolve) => started.once('close', resolve));
    let output = '';
    const address = `http://127.0.0.1:${port}/`;
    try {
      await new Promise<void>((resolve, reject) => {
        const read = (chunk: Buffer): void => {
          output += chunk.toString();
          if (output.includes(address)) resolve();
        };
        started.stdout.on('data', read);
        started.stderr.on('data', read);
        started.once('close', () => reject(new Error(`it ended: ${output}`)));
      });
      const page = await fetch(address);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('<title>midstate playground</title>');
      const script = await fetch(`${address}src/main.ts`);
      expect(script.headers.get('content-type')).toMatch(/javascript/);
    } finally {
      process.kill(-started.pid!, 'SIGINT');
      await ended;
    }
    await expect(fetch(address)).rejects.toThrow('fetch failed');
    // nobody of its group is left
    const isLeft = (): boolean => {
      try {
        return process.kill(-started.pid!, 0);
      } catch {
        return false;
      }
    };
    await expect.poll(isLeft, PATIENTLY).toBe(false);
  });
});
