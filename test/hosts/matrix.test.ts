/** The package as strangers get it, in every host: each cell is as the table of expectations says. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from '../browser/chromium.ts';
import { firefoxPath, hasBrowser } from './browsers.ts';
import { bundleMakers, type BundleName } from './bundles.ts';
import { failuresOf, policyNames } from './cell.ts';
import { pageRows, runtimeRows } from './expectations.ts';
import { documentRows, withoutFigures } from './hosts-document.ts';
import { BUNDLING_MS, createPageMatrix, type PageMatrix } from './matrix.ts';
import { cellResult, writeResults, type CellResult } from './results.ts';
import { findRuntime, type RuntimeName } from './runtimes.ts';
import { createStrangerProject, type StrangerProject } from './stranger-project.ts';
import { missing, toolVersion } from './tools.ts';
import { hasWorkerd, runInWorkerd, workerdVersion } from './workerd.ts';

if (missing !== undefined) console.log(missing);
else {
  if (!hasBrowser.Chromium) console.log(`The pages are skipped: there is no Chromium at ${chromiumPath}.`);
  if (!hasBrowser['Firefox ESR']) console.log(`Firefox is skipped: there is none at ${firefoxPath} (firefox-esr).`);
}

describe.skipIf(missing !== undefined)('the package', () => {
  const cells: CellResult[] = [];
  let project: StrangerProject;

  beforeAll(() => {
    project = createStrangerProject();
  });
  afterAll(() => {
    project?.remove();
    if (cells.length > 0) writeResults(cells);
  });

  const rows = pageRows.filter((row) => hasBrowser[row.browser]);
  describe.skipIf(rows.length === 0)('in a page', () => {
    let pages: PageMatrix;
    beforeAll(async () => {
      pages = await createPageMatrix(project, Object.keys(bundleMakers) as BundleName[]);
    }, BUNDLING_MS);
    afterAll(() => pages?.close());

    const places = rows.flatMap((row) =>
      policyNames.map((policy) => ({ ...row, policy, page: [row.host, row.variant].join(' ').trim() })),
    );
    it.each(places)('made by $page, in $browser, policy $policy', async (place) => {
      const { host, variant, tool, bundle, browser, policy } = place;
      const outcome = await pages.open(bundle, browser, policy);
      const failures = failuresOf(place.cells[policy], outcome, policy);
      const cell = {
        host,
        ...(variant !== undefined && { variant }),
        ...(tool !== undefined && { version: toolVersion(tool) }),
        browser,
        browserVersion: await pages.browserVersion(browser),
        policy,
      };
      cells.push(cellResult(cell, outcome, failures));
      expect(failures).toEqual([]);
    });
  });

  const runtimes = (Object.keys(runtimeRows) as (RuntimeName | 'workerd')[]).filter((name) => name !== 'workerd');
  describe('in a process', () => {
    it.for(runtimes)('of %s', async (name, { skip }) => {
      const runtime = findRuntime(name);
      if (runtime === undefined) {
        console.log(`${name} is skipped: it is not installed in test/hosts, or does not run here.`);
        return skip();
      }
      const outcome = await runtime.run(project.folder);
      const failures = failuresOf(runtimeRows[name], outcome);
      cells.push(cellResult({ host: name, version: runtime.version }, outcome, failures));
      expect(failures).toEqual([]);
    });
  });

  if (missing === undefined && !hasWorkerd) console.log('workerd is skipped: it is not installed in test/hosts.');
  it.skipIf(!hasWorkerd)('in workerd', async () => {
    const outcome = await runInWorkerd(project);
    const failures = failuresOf(runtimeRows.workerd, outcome);
    cells.push(cellResult({ host: 'workerd', version: workerdVersion() }, outcome, failures));
    expect(failures).toEqual([]);
  });

  // not while the document is being written anew
  it.skipIf(process.env['MIDSTATE_HOSTS_DOCUMENT'] !== undefined)('is in every host as docs/hosts.md says', () => {
    const document = withoutFigures(readFileSync(new URL('../../docs/hosts.md', import.meta.url), 'utf8')).split('\n');
    const now = documentRows(cells).map((row) => withoutFigures(row));
    expect(now.length).toBeGreaterThan(0);
    for (const row of now) expect(document).toContain(row);
  });
});
