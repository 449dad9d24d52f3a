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

/** The one sentence for a host that refused to compile a kernel; none where its error names no reason that can be changed. */
export function adviceForCompileError(error: unknown): string | undefined {
  const text = String(error);
  const isEmbedder = /disallowed by embedder/i.test(text);
  if (!isEmbedder && !/content.security.policy|\bCSP\b|wasm-unsafe-eval/i.test(text)) return undefined;
  const module = isEmbedder
    ? 'the module that the host makes of an import of midstate/wasm/simd.wasm'
    : 'a compiled kernel';
  return `${POLICY_ADVICE}, or pass ${module} as \`module\`.`;
}
