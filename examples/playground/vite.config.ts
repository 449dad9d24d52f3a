/** How the page is served and built. */
import { defineConfig, type Plugin } from 'vite';

/**
 * What the built page may do: its own scripts and workers, WebAssembly, nothing else. The development server is left
 * without it, since it sends styles as inline elements.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
].join('; ');

function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}

export default defineConfig({
  // the built page works from any folder
  base: './',
  plugins: [contentSecurityPolicy()],
  // the package lies beside the playground, not in its node_modules
  server: { fs: { allow: ['../..'] } },
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
