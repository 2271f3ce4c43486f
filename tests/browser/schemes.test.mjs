// Accessibility in the views that the other tests do not look at: with them every width in both schemes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browser, built } from './support.mjs';
import { axeFaults } from './checkers.mjs';

const KINDS = ['index.html', 'chapters/mla.html', 'annexes/th.html', 'search.html', '404.html', 'reference/treaty-status.html', 'reference/compare.html', 'reference/route.html'];

let book;
let chromium;
before(async () => {
  book = built('schemes');
  chromium = await browser();
});
after(() => chromium?.close());

for (const [width, colorScheme] of [[1440, 'dark'], [390, 'light'], [320, 'dark']]) {
  test(`axe finds nothing at ${width} px, ${colorScheme}`, async () => {
    const context = await chromium.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const found = [];
    for (const path of KINDS) {
      await page.goto(book.address + path);
      found.push(...(await axeFaults(page)).map((fault) => `${path}: ${fault}`));
    }
    assert.deepEqual(found, []);
    await context.close();
  });
}
