// On paper: the PDF that a browser makes holds every number, whole.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { browser, built } from './support.mjs';

let book;
let chromium;
before(async () => {
  book = built('paper');
  chromium = await browser();
});
after(() => chromium?.close());

for (const path of ['annexes/th.html', 'chapters/mla.html']) {
  test(`the PDF of ${path} holds every paragraph number inside the page`, async () => {
    const html = readFileSync(join(book.site, path), 'utf8');
    const numbers = [...html.matchAll(/class="number"[^>]*>([^<]+)</g)].map((found) => found[1]);
    assert.ok(numbers.length > 20);
    const page = await chromium.newPage();
    await page.goto(book.address + path);
    const file = join(book.root, 'page.pdf');
    writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
    await page.close();
    const boxes = execFileSync('pdftotext', ['-bbox', file, '-'], { encoding: 'utf8', maxBuffer: 1 << 26 });
    const width = Number(boxes.match(/<page width="([\d.]+)"/)[1]);
    const words = new Map();
    for (const [, left, right, word] of boxes.matchAll(/<word xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)" yMax="[-\d.]+">([^<]*)</g)) {
      if (!words.has(word)) words.set(word, { left: Number(left), right: Number(right) });
    }
    const missing = numbers.filter((number) => !words.has(number));
    assert.deepEqual(missing, [], 'numbers that the PDF does not show');
    const outside = numbers.filter((number) => words.get(number).left < 10 || words.get(number).right > width - 10);
    assert.deepEqual(outside, [], 'numbers at the very edge of the page');
  });
}

for (const [path, most, wide] of [['reference/treaty-status.html', 14, false], ['reference/compare.html', 8, true]]) {
  test(`${path} takes no more paper than it must`, async () => {
    const page = await chromium.newPage();
    await page.goto(book.address + path);
    const file = join(book.root, 'page.pdf');
    writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
    await page.close();
    const said = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
    const count = Number(said.match(/^Pages:\s+(\d+)/m)[1]);
    assert.ok(count <= most, `${count} pages`);
    const [, width, height] = said.match(/^Page size:\s+([\d.]+) x ([\d.]+)/m).map(Number);
    assert.equal(width > height, wide, `${width} x ${height}`);
  });
}
