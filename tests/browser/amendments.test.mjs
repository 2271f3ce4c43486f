// The pages about a record and those of a preview: in a browser with and without script, on paper, for axe and the Nu checker.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { DATE, browser, handbook, pages, repository, watched } from './support.mjs';
import { axeFaults, nuFaults } from './checkers.mjs';

const VIEWS = [
  { viewport: { width: 1440, height: 1000 }, colorScheme: 'light' },
  { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  { viewport: { width: 320, height: 640 }, colorScheme: 'light' },
];

let site;
let address;
let own;
let clashing;
let chromium;
before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'handbook-demo-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const root = join(folder, 'demo');
  handbook(repository, 'demo', root);
  // One of two that clash is accepted: the page of the other one sets the three texts beside each other.
  const rows = JSON.parse(handbook(root, 'amend', 'list', '--format', 'json')).amendments;
  const [first, second] = rows.filter((row) => /of two that clash/.test(row.title));
  clashing = `amendments/${second.id}.html`;
  const at = ['--at', `${DATE}T20:00:00Z`];
  const editor = ['--key', join(root, 'keys/editor-1'), ...at];
  const review = join(folder, 'clear.review');
  handbook(root, 'amend', 'open', first.id, ...editor);
  handbook(root, 'amend', 'clear', first.id, '--key', join(root, `keys/${first.state.toLowerCase()}-focal`), '--output', review, ...at);
  handbook(root, 'amend', 'import-review', review, ...editor);
  handbook(root, 'amend', 'accept', first.id, '--key', join(root, 'keys/editor-2'), ...at);
  handbook(root, 'check', '--as-of', DATE);
  handbook(root, 'build', '--as-of', DATE);
  site = join(root, 'site');
  address = pathToFileURL(site).href + '/';
  own = [...pages(site).filter((path) => path.startsWith('amendments/')), 'amendments.html', 'process.html', 'annexes/mm.html', 'chapters/informal.html'];
  chromium = await browser();
});
after(() => chromium?.close());

test('axe finds nothing, nothing is wider than the screen, with every redline open', async () => {
  const found = [];
  for (const view of VIEWS) {
    const context = await chromium.newContext({ ...view, reducedMotion: 'reduce' });
    const { page, faults } = await watched(context, address);
    for (const path of own) {
      await page.goto(address + path);
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wider > 0) found.push(`${path}: ${wider} px too wide at ${view.viewport.width}`);
      found.push(...(await axeFaults(page)).map((fault) => `${path}: ${fault}`));
    }
    assert.deepEqual(faults, []);
    await context.close();
  }
  assert.deepEqual(found, []);
});

test('without script a page says what is under way on it, and the redline opens', async () => {
  const context = await chromium.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${address}annexes/mm.html`);
  await page.click('.amendment-note a');
  const first = page.locator('details.amendment:not(.accepted)').first();
  assert.equal(await first.locator('ins').first().isVisible(), false);
  await first.locator('summary').click();
  assert.equal(await first.locator('ins').first().isVisible(), true);
  assert.match(await first.locator('.stage').innerText(), /not yet applied/);
  await first.locator('a').first().click();
  assert.match(page.url(), /\/amendments\/[A-Z]{2}-[a-z2-7]{16}\.html$/);
  assert.equal(await page.locator('#requirements').count(), 1);
  await context.close();
});

test('where an amendment clashes with the text, three texts stand beside each other, on a phone below each other', async () => {
  const context = await chromium.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${address}annexes/mm.html`);
  await page.locator('details.amendment:not(.accepted) summary').first().click();
  await page.click('.misfit a');
  assert.ok(page.url().endsWith(`${clashing}#clash`), page.url());
  const columns = page.locator('.three .columns').first().locator('> div');
  const tops = async () => new Set(await columns.evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top))));
  for (const [width, rows] of [[1280, 1], [390, 3]]) {
    await page.setViewportSize({ width, height: 800 });
    assert.equal((await tops()).size, rows, `${width} px`);
  }
  assert.equal(await columns.nth(0).locator('ins, del').count(), 0);
  assert.match(await columns.nth(1).locator('ins').innerText(), /clashes with another one/);
  assert.match(await columns.nth(2).locator('ins').innerText(), /clashes too/);
  assert.match(await page.locator('.three .place').first().innerText(), /Overview/);
  await context.close();
});

test('the Nu checker has no error on these pages', () => {
  assert.deepEqual(nuFaults(...own.map((path) => join(site, path))), []);
});

test('on paper an amendment with one redline is one page, with number, source and fingerprint', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'handbook-paper-'));
  const context = await chromium.newContext();
  const page = await context.newPage();
  const found = {};
  let singles = 0;
  for (const path of own.filter((path) => path.startsWith('amendments/'))) {
    await page.goto(address + path);
    const file = join(folder, 'page.pdf');
    await page.pdf({ path: file, format: 'A4', printBackground: false, preferCSSPageSize: true });
    const count = execFileSync('pdfinfo', [file], { encoding: 'utf8' }).match(/Pages:\s+(\d+)/)[1];
    // A sentence of one text, and the dates at its head; what changes more texts or places may go on.
    const single = await page.locator('.redline').count() < 2 && await page.locator('.redline .passage').count() < 3;
    singles += single;
    if (single && count !== '1') found[path] = count;
    const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    assert.match(text, /(2026-D\d|always)\/[A-Z]{2}\/\d{3}/, path);
    assert.match(text, /SHA256:/, path);
    if (path.includes('/LA-') && !text.includes('Suggestion on a chapter')) assert.match(text, /Legal sources\s+(• )?Demonstration: no source/, text);
  }
  rmSync(folder, { recursive: true, force: true });
  await context.close();
  assert.deepEqual(found, {});
  assert.ok(singles >= 10, `${singles}`);
});

test('a preview marks what differs, with a way from the top of the page to each place', async () => {
  const list = JSON.parse(handbook(dirname(site), 'amend', 'list', '--stage', 'under-review', '--format', 'json'));
  const chosen = list.amendments.filter((one) => one.state === 'LA' || one.kind === 'suggestion').map((one) => one.docket);
  const preview = join(dirname(site), 'preview');
  handbook(dirname(site), 'amend', 'preview', ...chosen, '--output', preview, '--as-of', DATE);
  const context = await chromium.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${pathToFileURL(preview)}/annexes/la.html`);
  const links = page.locator('.altered-list a');
  assert.equal(await links.count(), 1);
  assert.match(await page.locator('.altered-list').innerText(), /not adopted[\s\S]*data at the head[\s\S]*Paragraph/);
  await links.first().click();
  const mark = page.locator('.unit.altered');
  assert.match(await mark.innerText(), /Changed[\s\S]*this sentence was cleared/);
  assert.equal(await mark.evaluate((one) => getComputedStyle(one).borderLeftStyle), 'solid');
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
  await page.goto(`${pathToFileURL(preview)}/annexes/th.html`);
  assert.equal(await page.locator('.altered, .altered-list').count(), 0);
  await context.close();
});
