// What changed between editions: the switch, redlines, the table of numbers and histories, with and without
// script, for axe and the Nu checker. One small handbook with two editions and a working text.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { DATE, browser, handbook, pages, region, watched } from './support.mjs';
import { axeFaults, nuFaults } from './checkers.mjs';

const VIEWS = [
  { viewport: { width: 1280, height: 1000 }, colorScheme: 'light' },
  { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  { viewport: { width: 320, height: 640 }, colorScheme: 'light' },
];
const PAIR = 'editions/2030.1-draft-2030.2-draft';

let root;
let site;
let address;
let own;
let chromium;
before(async () => {
  const handled = region('between');
  root = handled.root;
  const { edit, cut } = handled;
  edit('content/chapters/surrender.md', '## Time {#time}\n', '## Time {#time}\n\nพนักงานอัยการต้องปฏิเสธคำร้องขอ\n');
  cut('2030.1', '2030-04-21T08:00:00Z');
  edit('content/chapters/surrender.md', 'ต้อง', 'อาจ');
  edit('content/chapters/surrender.md', 'A person may waive the hearing. The judge explains what that means.\n\n', '');
  edit('content/annexes/xa.md', 'value: 60', 'value: 45');
  cut('2030.2', '2030-10-21T08:00:00Z');
  edit('content/annexes/xb.md', 'The chancery', 'Every chancery');
  edit('content/SUMMARY.md', '- [Open points](reference/open-points.md)\n', '- [Open points](reference/open-points.md)\n- [Later](reference/later.md)\n');
  writeFileSync(join(root, 'content/reference/later.md'), '# Later\n\nA page that no edition has.\n');
  handbook(root, 'anchors', 'update');
  handbook(root, 'build', '--as-of', DATE);
  site = join(root, 'site');
  address = pathToFileURL(site).href + '/';
  own = pages(site).filter((path) => path.startsWith('editions/'));
  chromium = await browser();
});
after(() => chromium?.close());

/** The line of the switch about a text. */
const line = (page, words) => page.locator('#edition-switch li', { hasText: words });

test('the switch lands on the same paragraph and says what became of it', async () => {
  const context = await chromium.newContext(VIEWS[0]);
  const { page, faults } = await watched(context, address);
  await page.goto(`${address}e/2030.1-draft/chapters/surrender.html`);
  const thai = await page.locator('.unit', { hasText: 'ต้อง' }).getAttribute('id');
  const gone = await page.locator('.unit', { hasText: 'waive' }).getAttribute('id');
  // From an old edition to the working text: another number, other words.
  await page.goto(`${address}e/2030.1-draft/chapters/surrender.html#${thai}`);
  await page.locator('#edition-switch summary').click();
  assert.match(await line(page, 'Working text').innerText(), /this paragraph as 2\.4, in other words/);
  assert.match(await line(page, '2030.1-draft').innerText(), /you are reading it/);
  await line(page, 'Working text').locator('a').first().click();
  assert.equal(page.url(), `${address}chapters/surrender.html#${thai}`);
  assert.match(await page.locator(':target').innerText(), /อาจ/);
  // And back, from a page that brings the switch itself; the line follows the reader.
  await page.locator('#edition-switch summary').click();
  assert.match(await line(page, '2030.2-draft').innerText(), /this paragraph, the same/);
  await line(page, '2030.1-draft').locator('a').first().click();
  assert.equal(page.url(), `${address}e/2030.1-draft/chapters/surrender.html#${thai}`);
  await page.evaluate((id) => { location.hash = id; }, gone);
  await page.locator('#edition-switch summary').click();
  assert.match(await line(page, '2030.2-draft').innerText(), /repealed there/);
  await line(page, '2030.2-draft').getByText('what changed').click();
  assert.equal(page.url(), `${address}${PAIR}/chapters/surrender.html#${gone}`);
  assert.match(await page.locator(':target del').innerText(), /waive the hearing/);
  // From a note of where a paragraph went, which stands at its old address: in no text after it was lost.
  await page.goto(`${address}chapters/surrender.html#${gone}`);
  assert.match(await page.locator(':target').innerText(), /was repealed/);
  await page.locator('#edition-switch summary').click();
  assert.match(await line(page, '2030.2-draft').innerText(), /repealed there$/);
  assert.equal(await line(page, '2030.2-draft').locator('a').getAttribute('href'), '../e/2030.2-draft/chapters/surrender.html');
  assert.match(await line(page, '2030.1-draft').innerText(), /this paragraph as 2\./);
  // A page that an edition has not.
  await page.goto(`${address}reference/later.html`);
  await page.locator('#edition-switch summary').click();
  assert.match(await line(page, '2030.2-draft').innerText(), /this page is not in it/);
  await line(page, '2030.2-draft').locator('a').first().click();
  assert.equal(page.url(), `${address}editions/2030.2-draft-working/index.html`);
  // The history of a paragraph, from the paragraph.
  await page.goto(`${address}chapters/surrender.html#${thai}`);
  await page.locator('.unit a.past').click();
  assert.equal(page.url(), `${address}editions/history/chapters/surrender.html#${thai}`);
  assert.match(await page.locator(':target').innerText(), /2030\.2-draft.*moved and changed \(2\.5 → 2\.4\)/);
  assert.deepEqual(faults, []);
  await context.close();
});

test('without script the switch leads to the same page, and redlines are marked by more than colour', async () => {
  const context = await chromium.newContext({ ...VIEWS[1], javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${address}chapters/surrender.html`);
  await page.locator('#edition-switch summary').click();
  await line(page, '2030.1-draft').locator('a').click();
  assert.equal(page.url(), `${address}e/2030.1-draft/chapters/surrender.html`);
  await page.goto(`${address}${PAIR}/chapters/surrender.html`);
  const marks = await page.locator('.unit-change').evaluateAll((units) => units.flatMap((unit) => [...unit.querySelectorAll('del, ins')])
    .map((mark) => [mark.nodeName, mark.textContent, getComputedStyle(mark).textDecorationLine]));
  assert.ok(marks.some(([name, text, stroke]) => name === 'DEL' && text === 'ต้อง' && stroke === 'line-through'), JSON.stringify(marks));
  assert.ok(marks.some(([name, text, stroke]) => name === 'INS' && text === 'อาจ' && stroke === 'underline'), JSON.stringify(marks));
  // On paper neither ground nor colour is needed.
  await page.emulateMedia({ media: 'print' });
  const printed = await page.locator('.unit-change ins').first().evaluate((mark) => {
    const style = getComputedStyle(mark);
    return [style.color, style.textDecorationLine];
  });
  assert.deepEqual(printed, ['rgb(0, 0, 0)', 'underline']);
  assert.equal(await page.locator('header.top').isVisible(), false);
  await context.close();
});

test('axe finds nothing, and nothing is wider than the screen', async () => {
  const found = [];
  const shown = [`${PAIR}/index.html`, `${PAIR}/concordance.html`, `${PAIR}/chapters/surrender.html`, `${PAIR}/annexes/xa.html`, 'editions/history/chapters/surrender.html', 'annexes/xb.html'];
  for (const view of VIEWS) {
    const context = await chromium.newContext({ ...view, reducedMotion: 'reduce' });
    const { page, faults } = await watched(context, address);
    for (const path of shown) {
      await page.goto(address + path);
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wider > 0) found.push(`${path}: ${wider} px too wide at ${view.viewport.width}`);
      // What is no wider at 320 px has the same colours and roles as at 390.
      if (view.viewport.width === 320) continue;
      found.push(...(await axeFaults(page)).map((fault) => `${path}: ${fault}`));
    }
    assert.deepEqual(faults, []);
    await context.close();
  }
  assert.deepEqual(found, []);
});

test('the Nu checker has no error on these pages and on the one file', () => {
  handbook(root, 'diff', '2030.1-draft', 'working', '--html', join(root, 'changes.html'));
  const files = [...own.map((path) => join(site, path)), join(site, 'annexes/xa.html'), join(root, 'changes.html')];
  assert.deepEqual(nuFaults(...files), []);
});
