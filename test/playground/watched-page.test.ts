/** The watch over a page of the playground sees what the walks say that there is none of. */
import { describe, expect, it } from 'vitest';
import { useBrowserAndSite } from './browser-and-site.ts';
import { canWalk, servePlayground } from './playground-site.ts';
import { openWatchedPage, PATIENTLY, untilHeight } from './watched-page.ts';

describe.skipIf(!canWalk)('the watch over a page', () => {
  const opened = useBrowserAndSite(() => servePlayground());

  it('sees errors, what the policy forbids, requests to elsewhere, and tasks that are long', async () => {
    const { page, watch } = await openWatchedPage(opened.context, opened.url);
    await untilHeight(page, 0);
    expect([watch.problems, watch.foreignRequests]).toEqual([[], []]);
    await page.evaluate(() => {
      console.error('planted');
      setTimeout(() => {
        throw new RangeError('not caught');
      });
      const style = document.createElement('style');
      style.textContent = 'body { color: red }';
      document.head.append(style);
    });
    // a navigation is what no policy of this page forbids
    await page.evaluate(() => void open('http://127.0.0.1:1/elsewhere', '_self'));
    await expect.poll(() => watch.foreignRequests, PATIENTLY).toEqual(['http://127.0.0.1:1/elsewhere']);
    expect(watch.problems.join('\n')).toMatch(
      /error: planted[^]*Content Security Policy[^]*uncaught: RangeError: not caught/,
    );

    const { page: busy, watch: overBusy } = await openWatchedPage(opened.context, opened.url);
    await busy.evaluate(
      () =>
        new Promise<void>((resolve) =>
          setTimeout(() => {
            const until = performance.now() + 300;
            while (performance.now() < until);
            resolve();
          }),
        ),
    );
    await expect.poll(() => overBusy.longTasks(), PATIENTLY).toMatch(/\b(?:3\d\d|[4-9]\d\d|\d{4}) ms at/);
  });
});
