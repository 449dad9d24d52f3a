/** The harness: a project, the pages that are made of it, the servers and browsers that they are opened with. */
import { openBrowser, type BrowserName, type OpenBrowser } from './browsers.ts';
import { bundleMakers, type Bundle, type BundleName } from './bundles.ts';
import type { Outcome, PolicyName } from './cell.ts';
import { serveSites } from './sites.ts';
import type { StrangerProject } from './stranger-project.ts';

/** The longest that the bundlers may take together: some seconds on a quiet machine, a minute on a busy one. */
export const BUNDLING_MS = 240_000;

export interface PageMatrix {
  /** Opens a page under a policy. */
  open(bundle: BundleName, browser: BrowserName, policy: PolicyName): Promise<Outcome>;
  /** The version of a browser. */
  browserVersion(name: BrowserName): Promise<string>;
  close(): Promise<void>;
}

/** Makes the pages, all at the same time. A bundler that refuses is the outcome of its cells. */
export async function createPageMatrix(project: StrangerProject, names: readonly BundleName[]): Promise<PageMatrix> {
  const made = await Promise.allSettled(names.map((name) => bundleMakers[name](project, name)));
  const bundles = new Map<BundleName, Bundle>();
  const refusals = new Map<BundleName, string>();
  made.forEach((result, i) => {
    if (result.status === 'fulfilled') bundles.set(names[i]!, result.value);
    else refusals.set(names[i]!, `the bundler refused: ${String(result.reason)}`);
  });
  const sites = await serveSites(Object.fromEntries([...bundles].map(([name, { mount }]) => [name, mount])));
  // each is opened when it is first asked for
  const browsers = new Map<BrowserName, Promise<OpenBrowser>>();
  const browserOf = (name: BrowserName): Promise<OpenBrowser> => {
    const open = browsers.get(name) ?? openBrowser(name);
    browsers.set(name, open);
    return open;
  };
  return {
    async open(bundle, browser, policy) {
      const error = refusals.get(bundle);
      if (error !== undefined) return { error };
      return (await browserOf(browser)).open(sites.url(policy, bundle));
    },
    browserVersion: async (name) => (await browserOf(name)).version,
    async close() {
      for (const opened of await Promise.allSettled(browsers.values()))
        if (opened.status === 'fulfilled') await opened.value.close();
      sites.close();
      for (const bundle of bundles.values()) await bundle.close?.();
    },
  };
}
