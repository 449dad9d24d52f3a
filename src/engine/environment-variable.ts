/** What the environment of the process says; browsers have none. */

/**
 * The value of a variable, undefined where there is none. A host that forbids reading it, as Deno does without `--allow-env`,
 * has none either: a variable that nobody asked for is no reason to fail.
 */
export function environmentVariable(name: string): string | undefined {
  try {
    return globalThis.process?.env?.[name];
  } catch {
    return undefined;
  }
}
