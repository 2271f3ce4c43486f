// The finished site opened from disk: every page, with and without script, wide and narrow.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { browser, built, pages, watched } from './support.mjs';
import { axeFaults, nuFaults } from './checkers.mjs';

// One page of each template and of each kind of generated page.
const KINDS = [
  'index.html', 'preface.html', 'chapters/mla.html', 'annexes/th.html', 'search.html', '404.html',
  'reference/treaty-status.html', 'reference/instruments.html', 'reference/glossary.html',
  'reference/authorities.html', 'reference/authorities/untoc.html', 'reference/index-of-terms.html',
  'reference/sources.html', 'reference/evidence.html', 'reference/route.html', 'reference/route/th-vn.html',
  'reference/compare.html', 'reference/freshness.html', 'reference/open-points.html',
  'reference/forms.html', 'reference/forms/mla-request.html',
];
const VIEWS = [
  { name: 'desktop', viewport: { width: 1440, height: 1000 }, colorScheme: 'light' },
  { name: 'phone, dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  { name: 'small phone', viewport: { width: 320, height: 640 }, colorScheme: 'light' },
];

let book;
let chromium;
before(async () => {
  book = built('disk');
  chromium = await browser();
});
after(() => chromium?.close());

test('every page opens from disk without a failed or an outside request', async () => {
  const context = await chromium.newContext();
  const { page, faults } = await watched(context, book.address);
  const all = pages(book.site);
  assert.ok(all.length > 100, `${all.length} pages`);
  for (const path of all) {
    await page.goto(book.address + path);
    assert.deepEqual(faults, [], path);
  }
  await context.close();
});

test('every link inside the site leads to a page and to a place on it', () => {
  const ids = new Map();
  const all = pages(book.site);
  for (const path of all) {
    const html = readFileSync(join(book.site, path), 'utf8');
    ids.set(path, new Set([...html.matchAll(/ id="([^"]+)"/g)].map((found) => found[1])));
  }
  const broken = [];
  for (const path of all) {
    const html = readFileSync(join(book.site, path), 'utf8');
    for (const [, href] of html.matchAll(/<a [^>]*?href="([^"]*)"/g)) {
      if (/^(https?:|mailto:|tel:)/.test(href)) continue;
      const [target, id] = href.replaceAll('&amp;', '&').split('#');
      const full = target === '' ? path : join(dirname(path), target);
      if (full.endsWith('.html') && !ids.has(full)) broken.push(`${path}: ${href}`);
      // `#states=XA` is a choice that a script reads, not a place.
      else if (id && id !== 'top' && !id.includes('=') && ids.has(full) && !ids.get(full).has(decodeURIComponent(id))) broken.push(`${path}: ${href}`);
    }
  }
  assert.deepEqual(broken, []);
});

test('no page is wider than a phone, and a table scrolls in its own region', async () => {
  for (const width of [320, 390]) {
    const context = await chromium.newContext({ viewport: { width, height: 800 } });
    const page = await context.newPage();
    for (const path of pages(book.site)) {
      await page.goto(book.address + path);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wider, 0, `${path} at ${width}`);
    }
    await context.close();
  }
});

test('axe finds nothing on a page of each kind', async () => {
  const found = [];
  for (const view of VIEWS) {
    const context = await chromium.newContext({ viewport: view.viewport, colorScheme: view.colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    for (const path of KINDS) {
      await page.goto(book.address + path);
      found.push(...(await axeFaults(page)).map((fault) => `${path}, ${view.name}: ${fault}`));
    }
    await context.close();
  }
  assert.deepEqual(found, []);
});

test('the Nu checker has no error on any page', () => {
  assert.deepEqual(nuFaults(book.site), []);
});

test('without script one can read, go to contents, footnotes and terms, and tick tasks', async () => {
  const context = await chromium.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const { page, faults } = await watched(context, book.address);
  await page.goto(`${book.address}chapters/mla.html`);
  await page.click('a.to-contents');
  assert.match(page.url(), /#book-contents$/);
  assert.ok(await page.locator('#book-contents a').count() > 10);
  const box = page.locator('li.task input[type=checkbox]').first();
  await box.check();
  assert.equal(await box.isChecked(), true);
  const term = page.locator('.term > a').first();
  const definition = page.locator('.term > .definition').first();
  assert.equal(await definition.isVisible(), false);
  await term.focus();
  assert.equal(await definition.isVisible(), true);
  const href = await term.getAttribute('href');
  await term.click();
  assert.equal(await page.locator(href).isVisible(), true);
  assert.deepEqual(faults, []);
  await context.close();
});

test('by keyboard: the skip link comes first, and / goes to the search field', async () => {
  const context = await chromium.newContext();
  const page = await context.newPage();
  await page.goto(`${book.address}chapters/mla.html`);
  await page.keyboard.press('Tab');
  assert.match(await page.evaluate(() => document.activeElement.getAttribute('href')), /^#/);
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
  await context.close();
});

test('a paragraph has a number that is a link of at least 24 pixels, and its citation can be copied', async () => {
  const context = await chromium.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await page.goto(`${book.address}annexes/th.html`);
  const unit = page.locator('.unit').first();
  const size = await unit.locator('a.number').boundingBox();
  assert.ok(size.width >= 24 && size.height >= 24, JSON.stringify(size));
  const number = await unit.locator('a.number').innerText();
  assert.match(number, /^TH\.\d+$/);
  await unit.hover();
  await unit.getByRole('button').first().click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const title = await page.evaluate(() => document.querySelector('meta[name=handbook-citation]').content);
  assert.ok(copied.includes(title) && copied.includes(number) && copied.includes(await unit.getAttribute('id')), copied);
  await context.close();
});

test('the page for what is missing has its styles at any depth', async () => {
  const folder = join(book.site, 'far', 'away');
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(book.site, '404.html'), join(folder, 'index.html'));
  const context = await chromium.newContext({ viewport: { width: 390, height: 844 } });
  const { page, faults } = await watched(context, book.address);
  const looks = async (path) => {
    await page.goto(book.address + path);
    return page.evaluate(() => ['.skip', 'h1', '.top', '.contents'].map((one) => {
      const { position, color, fontSize, padding } = getComputedStyle(document.querySelector(one));
      return [position, color, fontSize, padding].join();
    }));
  };
  const other = await looks('preface.html');
  assert.deepEqual(await looks('far/away/index.html'), other);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
  assert.deepEqual(faults, []);
  await context.close();
  rmSync(join(book.site, 'far'), { recursive: true });
});

test('on paper no number is cut off', async () => {
  const context = await chromium.newContext();
  const page = await context.newPage();
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 794, height: 1123 });
  await page.goto(`${book.address}annexes/th.html`);
  const cut = await page.evaluate(() => [...document.querySelectorAll('a.number')].filter((number) => number.getBoundingClientRect().left < 0).length);
  assert.equal(cut, 0);
  await context.close();
});
