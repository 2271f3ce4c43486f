// The finished site opened from disk in Firefox: its pages are drawn, with their styles and fonts,
// without an error of their own, as wide as the window.
// Run: cargo build && npm ci --prefix tests/browser && node --test tests/browser/firefox.test.mjs
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { firefox } from './firefox.mjs';
import { built } from './support.mjs';

const PAGES = [
  'index.html', 'chapters/mla.html', 'annexes/th.html', 'annexes/kh.html', 'reference/treaty-status.html',
  'reference/compare.html', 'reference/route/th-vn.html', 'reference/forms/mla-request.html', 'reference/authorities.html',
  'search.html', '404.html',
];

let book;
let tab;
before(async () => {
  book = built('firefox');
  tab = await firefox({ inside: book.address });
});
after(() => tab?.close());

for (const path of PAGES) {
  test(`Firefox draws ${path} without an error, a failed or an outside request`, async () => {
    await tab.viewport(1280, 1000);
    await tab.open(book.address + path);
    const seen = await tab.own(`document.fonts.ready.then(() => ({
      title: document.querySelector('h1').textContent.trim().length,
      sheets: document.styleSheets.length + document.querySelectorAll('style').length,
      fonts: [...document.fonts].filter((font) => font.status === 'error').length,
      pictures: [...document.images].filter((image) => !image.naturalWidth).length,
    }))`);
    assert.ok(seen.title > 0 && seen.sheets > 0, JSON.stringify(seen));
    assert.deepEqual([seen.fonts, seen.pictures], [0, 0]);
    const picture = await tab.screenshot();
    assert.equal(picture.readUInt32BE(16), 1280, 'width of the picture');
    // A page without its styles, or a page of an error, is mostly white and packs far smaller.
    assert.ok(picture.length > (path === '404.html' || path === 'search.html' ? 15000 : 40000), `${picture.length} bytes`);
    for (const width of [320, 390]) {
      await tab.viewport(width, 800);
      assert.equal(await tab.wider(), 0, `at ${width}`);
    }
    assert.deepEqual(tab.faults, []);
  });
}

// Last, since it makes a fault: with it the list of faults is shown to be no empty promise.
test('Firefox keeps its own rule for files: two of them are strangers', async () => {
  await tab.open(`${book.address}index.html`);
  const told = tab.event('log.entryAdded');
  assert.equal(await tab.own("fetch('preface.html').then(() => 'read', () => 'refused')"), 'refused');
  await told;
  assert.match(tab.faults.join(), /Cross-Origin Request Blocked/);
});
