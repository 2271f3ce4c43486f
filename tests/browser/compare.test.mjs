// Comparison of States and treaty status in a browser, opened as files, with and without scripts.
// Needs Chromium (CHROMIUM, default /usr/bin/chromium) and playwright-core (PLAYWRIGHT: its folder).
// Run: cargo build && PLAYWRIGHT=…/node_modules/playwright-core node --test tests/browser/compare.test.mjs
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const repository = resolve(import.meta.dirname, '../..');
const program = process.env.HANDBOOK ?? join(repository, 'target/debug/handbook');
const { chromium } = createRequire(import.meta.url)(process.env.PLAYWRIGHT ?? 'playwright-core');

let browser, root, base;

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'handbook-compare-'));
  for (const name of ['book.toml', 'anchors.tsv', 'content']) {
    cpSync(join(repository, name), join(root, name), { recursive: true });
  }
  execFileSync(program, ['-C', root, 'build', '--as-of', '2026-11-22'], { stdio: 'pipe' });
  base = pathToFileURL(join(root, 'site/reference')).href;
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
});

after(async () => {
  await browser?.close();
  rmSync(root, { recursive: true, force: true });
});

async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (fault) => faults.push(fault.message));
  page.on('requestfailed', (request) => faults.push(request.url()));
  await page.goto(`${base}/${path}`);
  return { page, faults, close: () => context.close() };
}

const shown = (page, selector) => page.locator(selector).evaluateAll(
  (nodes) => nodes.filter((node) => node.offsetParent !== null).map((node) => node.dataset.state ?? node.dataset.topic));

test('the choice stands in the address', async () => {
  const { page, faults, close } = await open('compare.html#states=TH,VN&topics=channel,fiu');
  assert.deepEqual(await shown(page, '.compare thead th[data-state]'), ['TH', 'VN']);
  assert.deepEqual(await shown(page, '.compare tr[data-topic]'), ['channel', 'fiu']);
  await page.locator('.compare-form summary').first().click();
  await page.getByLabel('Singapore').check();
  assert.match(page.url(), /#states=SG,TH,VN&topics=channel,fiu$/);
  await page.reload();
  assert.deepEqual(await shown(page, '.compare thead th[data-state]'), ['SG', 'TH', 'VN']);
  await page.locator('.compare-form summary').first().click();
  await page.getByRole('button', { name: 'All states' }).click();
  await page.locator('.compare-form summary').nth(1).click();
  await page.getByRole('button', { name: 'All topics' }).click();
  assert.doesNotMatch(page.url(), /#/);
  assert.equal((await shown(page, '.compare thead th[data-state]')).length, 11);
  await page.evaluate(() => { location.hash = 'states=MY'; });
  await page.waitForFunction(() => document.querySelectorAll('.compare thead th[data-state]:not([hidden])').length === 1);
  assert.deepEqual(faults, []);
  await close();
});

test('a choice of which nothing is known shows everything', async () => {
  const { page, close } = await open('compare.html#states=QQ&topics=%E0%A4%A');
  assert.equal((await shown(page, '.compare thead th[data-state]')).length, 11);
  assert.ok((await shown(page, '.compare tr[data-topic]')).length > 10);
  await close();
});

test('heads stay while the table scrolls', async () => {
  const { page, close } = await open('compare.html');
  const moved = await page.locator('.compare').evaluate((region) => {
    region.scrollTo(600, 900);
    const box = region.getBoundingClientRect();
    const head = region.querySelector('thead th:nth-child(5)').getBoundingClientRect();
    const rows = [...region.querySelectorAll('tr[data-topic] th')].map((cell) => cell.getBoundingClientRect());
    return {
      top: Math.abs(head.top - box.top) < 3,
      left: rows.every((row) => Math.abs(row.left - box.left) < 3),
      scrolled: region.scrollTop > 0 && region.scrollLeft > 0,
    };
  });
  assert.deepEqual(moved, { top: true, left: true, scrolled: true });
  await close();
});

test('without scripts everything is there', async () => {
  const { page, close } = await open('compare.html', { javaScriptEnabled: false });
  assert.equal(await page.locator('.compare-form').isVisible(), false);
  assert.equal(await page.locator('.compare thead th[data-state]').count(), 11);
  await page.locator('.compare tr[data-topic="fiu"] th a').click();
  assert.match(page.url(), /compare\/topics\/fiu\.html$/);
  await page.goto(`${base}/treaty-status.html`);
  assert.equal(await page.locator('.status-form').isVisible(), false);
  await page.locator('.status-dates a').first().click();
  assert.match(page.url(), /treaty-status\/2009-11-23\.html$/);
  await close();
});

for (const width of [390, 320]) {
  test(`nothing is wider than a screen of ${width} pixels`, async () => {
    const { page, close } = await open('compare.html', { viewport: { width, height: 800 } });
    for (const path of ['compare.html', 'treaty-status.html', 'compare/groups/extradition.html',
      'compare/topics/channel.html', 'freshness.html', 'open-points.html']) {
      await page.goto(`${base}/${path}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, path);
    }
    await close();
  });
}

test('the day in the browser is the page made for that day', async () => {
  const { page, faults, close } = await open('treaty-status/2009-11-23.html');
  const texts = () => page.locator('.status-grid tr, .status-counted').allTextContents();
  const titles = () => page.locator('.status-grid td[title]').evaluateAll((cells) => cells.map((cell) => cell.title));
  const made = [await texts(), await titles()];
  await page.goto(`${base}/treaty-status.html`);
  const today = [await texts(), await titles()];
  await page.getByLabel('Show the status on').fill('2009-11-23');
  await page.getByRole('button', { name: 'Show' }).click();
  assert.deepEqual([await texts(), await titles()], made);
  assert.match(page.url(), /#as-of=2009-11-23$/);
  const row = await page.locator('tr[data-instrument="untoc"] .sum').allTextContents();
  assert.deepEqual(row.map((text) => text.replace(/\u00a0/g, ' ')), ['8 of 10', '8 of 8', '8 of 10']);
  await page.reload();
  assert.deepEqual([await texts(), await titles()], made);
  await page.getByLabel('Show the status on').fill('2026-11-22');
  await page.getByRole('button', { name: 'Show' }).click();
  assert.deepEqual([await texts(), await titles()], today);
  assert.deepEqual(faults, []);
  await close();
});
