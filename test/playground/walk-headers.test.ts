/** A walk through the panels about headers in Chromium: headers that are pasted, a file that is dropped, branches that race. */
import { existsSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useBrowserAndSite } from './browser-and-site.ts';
import { canWalk, root, servePlayground } from './playground-site.ts';
import { openWatchedPage, panel, PATIENTLY, untilHeight } from './watched-page.ts';

/** Bitcoin's headers 0 to 49,999, 80 bytes each. */
const HEADERS = `${root}../shared/data/headers/mainnet-0-49999.bin`;
const hasHeaders = existsSync(HEADERS);
if (canWalk && !hasHeaders) console.log(`The walk verifies no file of headers: there is none at ${HEADERS}.`);

// both as published by any block explorer
const HEADER_0 =
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3' +
  '888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c';
const HEADER_1 =
  '010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3c3' +
  '540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299';
const HASH_0 = '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f';

/** The verdict of each rule, by its id. */
async function verdicts(inspect: Locator): Promise<Record<string, string>> {
  const rows = await inspect.getByRole('table', { name: 'Rules' }).locator('tbody tr').all();
  const pairs = rows.map(async (row) => [
    (await row.locator('th > code').first().innerText()).trim(),
    (await row.locator('td').innerText()).trim().toLowerCase(),
  ]);
  return Object.fromEntries((await Promise.all(pairs)) as [string, string][]);
}

/** Drops a file that the site serves on the area, as a hand would. */
async function dropFile(page: Page, path: string): Promise<void> {
  const data = await page.evaluateHandle(async (from) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([await (await fetch(from)).blob()], 'headers.bin'));
    return transfer;
  }, path);
  const area = page.getByRole('group', { name: 'Drop a file of headers' });
  for (const type of ['dragenter', 'dragover', 'drop']) await area.dispatchEvent(type, { dataTransfer: data });
}

describe.skipIf(!canWalk)('headers in the playground', () => {
  const opened = useBrowserAndSite(() => servePlayground(hasHeaders ? { '/headers.bin': HEADERS } : {}));

  it('explains header 0 field by field, and refuses header 1 with one bit broken by its proof of work', async () => {
    const { page, watch } = await openWatchedPage(opened.context, opened.url);
    const inspect = panel(page, 'Inspect a header');
    await inspect.getByLabel('Header in hex').fill(HEADER_0);
    await inspect.getByLabel('Height').fill('0');
    await inspect.getByRole('button', { name: 'Inspect' }).click();
    const fields = inspect.getByRole('table', { name: 'Fields' });
    await expect.poll(() => fields.innerText(), PATIENTLY).toMatch(/2083236893|2,083,236,893/);
    const text = await fields.innerText();
    expect(text).toContain('4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b');
    expect(text).toMatch(/2009-01-03T18:15:05|2009-01-03 18:15:05/);
    expect(await inspect.innerText()).toContain(HASH_0);
    // alone it can be judged by its proof of work; nothing comes before it
    const alone = await verdicts(inspect);
    expect(Object.keys(alone)).toHaveLength(9);
    expect(alone).toMatchObject({ 'high-hash': 'passed', 'time-too-old': 'unchecked', 'bad-diffbits': 'unchecked' });
    expect(Object.values(alone)).not.toContain('failed');

    await inspect.getByRole('button', { name: 'Header 1, one bit broken' }).click();
    await expect.poll(() => inspect.getByRole('status').innerText(), PATIENTLY).toMatch(/Refused/);
    expect(await verdicts(inspect)).toMatchObject({ 'high-hash': 'failed', 'bad-diffbits': 'not reached' });
    // the last digits of the nonce, and no other, were changed
    expect(await inspect.getByLabel('Header in hex').inputValue()).toBe(`${HEADER_1.slice(0, -2)}98`);

    await inspect.getByLabel('Header in hex').fill(HEADER_1);
    await inspect.getByLabel('Height').fill('1');
    await inspect.getByLabel('Headers before it').fill(HEADER_0);
    await inspect.getByRole('button', { name: 'Inspect' }).click();
    await expect.poll(() => inspect.getByRole('status').innerText(), PATIENTLY).toMatch(/Not refused/);
    const onHeader0 = await verdicts(inspect);
    expect(Object.keys(onHeader0).filter((rule) => onHeader0[rule] !== 'passed')).toEqual(['too-little-chainwork']);

    await inspect.getByLabel('Header in hex').fill('01zz');
    await inspect.getByRole('button', { name: 'Inspect' }).click();
    await expect.poll(() => inspect.getByRole('alert').innerText(), PATIENTLY).not.toBe('');
    expect(watch.problems).toEqual([]);
    expect(watch.foreignRequests).toEqual([]);
  });

  it.skipIf(!hasHeaders)('verifies the first 50,000 headers from a dropped file, and keeps them if asked', async () => {
    const { page, watch } = await openWatchedPage(opened.context, opened.url);
    const verify = panel(page, 'Verify a file');
    const status = verify.getByRole('status');
    await verify.getByLabel('Network of the file').selectOption('mainnet');
    await dropFile(page, '/headers.bin');
    await expect.poll(() => status.innerText(), PATIENTLY).toMatch(/^50,000 headers valid.*headers\/s/);
    console.log(await status.innerText());
    const facts = await verify.innerText();
    // block 49,999 and the work up to it, as Bitcoin Core has them
    expect(facts).toContain('0x14a3c4fabfaf0');
    expect(facts).toContain('000000000845517b31c6820d83f25cff46429bf136a7515fe504116427e60f8e');
    console.log(`tasks of more than 50 ms, from the opening of the page on: ${await watch.longTasks()}`);

    await verify.getByLabel('Keep the chain in this browser').check();
    await dropFile(page, '/headers.bin');
    await expect.poll(() => verify.innerText(), PATIENTLY).toMatch(/Kept in this browser: .* to height 49,999/);
    await page.reload();
    await expect.poll(() => verify.innerText(), PATIENTLY).toMatch(/Kept in this browser: .* to height 49,999/);
    expect(watch.problems).toEqual([]);
    expect(watch.foreignRequests).toEqual([]);
  });

  it('stays when a file misses the area, and leaves dropped text to the fields', async () => {
    const { page } = await openWatchedPage(opened.context, opened.url);
    await panel(page, 'Verify a file').getByRole('group').waitFor();
    const isTaken = await page.evaluate(() => {
      const drop = (data: DataTransfer): boolean => {
        const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
        return !document.querySelector('h1')!.dispatchEvent(event);
      };
      const [file, text] = [new DataTransfer(), new DataTransfer()];
      file.items.add(new File(['0'], 'headers.bin'));
      text.setData('text/plain', '0');
      return [drop(file), drop(text)];
    });
    expect(isTaken).toEqual([true, false]);
  });

  it('verifies the chain that was mined in the page, for those who have no file', async () => {
    const { page, watch } = await openWatchedPage(opened.context, opened.url);
    const mine = panel(page, 'Mine');
    await mine.getByRole('button', { name: 'Start mining' }).click();
    const height = await untilHeight(page, 3);
    const verify = panel(page, 'Verify a file');
    await verify.getByRole('button', { name: 'Take the chain mined above' }).click();
    await expect.poll(() => verify.getByRole('status').innerText(), PATIENTLY).toMatch(/^\d+ headers valid/);
    const [headers] = /^\d+/.exec(await verify.getByRole('status').innerText())!;
    // the genesis is one of them, and blocks may come meanwhile
    expect(Number(headers)).toBeGreaterThan(height);
    expect(await verify.getByLabel('Network of the file').inputValue()).toBe('devnet');
    await mine.getByRole('button', { name: 'Stop mining' }).click();
    expect(watch.problems).toEqual([]);
  });

  it('follows the heavier of two branches', async () => {
    const { page, watch } = await openWatchedPage(opened.context, opened.url);
    const race = panel(page, 'Reorganise');
    const status = race.getByRole('status');
    const mineOn = (branch: string) => race.getByRole('button', { name: `Mine on ${branch}` }).click();
    await race.getByLabel('Next block').selectOption('light');
    for (let i = 0; i < 3; i++) await mineOn('A');
    await expect.poll(() => status.innerText(), PATIENTLY).toMatch(/^Active branch: A with work 14 in 3 blocks/);
    await race.getByLabel('Next block').selectOption('heavy');
    await mineOn('B');
    // block 0 counts 8: one heavy block on it is more work than three light ones
    await expect.poll(() => status.innerText(), PATIENTLY).toMatch(/^Active branch: B with work 16 in 1 block/);
    expect(await race.getByRole('listitem').first().innerText()).toMatch(/Reorganisation: back to the fork point/);
    expect(await race.getByRole('img').getAttribute('aria-label')).toBeTruthy();
    await race.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(() => status.innerText(), PATIENTLY).toMatch(/none yet/);
    expect(watch.problems).toEqual([]);
    expect(watch.foreignRequests).toEqual([]);
  });
});
