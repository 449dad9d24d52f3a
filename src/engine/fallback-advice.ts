/**
 * What to change where `auto` had to take less than the SIMD kernel.
 *
 * Only a host's own message tells a policy from other failures to compile. Chromium and Safari name the policy or the
 * source `wasm-unsafe-eval` that it lacks; Firefox says "blocked by CSP"; hosts that take WebAssembly as imported modules
 * alone, such as Cloudflare Workers, and older Chromium under a policy, say "disallowed by embedder".
 */

/** How the advice begins where a Content-Security-Policy forbids compiling. */
const POLICY_ADVICE = "Add 'wasm-unsafe-eval' to script-src in the Content-Security-Policy";

/** The one sentence for a host without `WebAssembly`. */
export const NO_WEBASSEMBLY_ADVICE: string =
  'Turn WebAssembly on: the strictest modes of browsers and the option --jitless of Node turn it off.';

/** The one sentence for a host that validates no SIMD. */
export const NO_SIMD_ADVICE: string =
  'Use a host with WebAssembly SIMD: Chrome 91, Firefox 89, Safari 16.4, Node 16.4 or newer, on x86 a processor with SSE4.1.';

/** Where a worker obeys a stricter policy than the page that compiled the kernel. */
const WORKER_POLICY_ADVICE =
  "Serve the worker file with the same policy as the page: add 'wasm-unsafe-eval' to script-src in its Content-Security-Policy.";

/** A host's own word that it is a policy, or whoever embeds it, that forbids WebAssembly. */
function isForbidden(text: string): boolean {
  return /disallowed by embedder|content.security.policy|\bCSP\b|wasm-unsafe-eval/i.test(text);
}

/** The one sentence for a worker that may not run a kernel that this thread compiled; none where its error names no policy. */
export function adviceForWorkerError(error: unknown): string | undefined {
  return isForbidden(String(error)) ? WORKER_POLICY_ADVICE : undefined;
}

/** The one sentence for a host that refused to compile a kernel; none where its error names no reason that can be changed. */
export function adviceForCompileError(error: unknown): string | undefined {
  const text = String(error);
  if (!isForbidden(text)) return undefined;
  const module = /disallowed by embedder/i.test(text)
    ? 'the module that the host makes of an import of midstate/wasm/simd.wasm'
    : 'a compiled kernel';
  return `${POLICY_ADVICE}, or pass ${module} as \`module\`.`;
}
