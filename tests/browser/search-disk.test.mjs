// Search in the finished site opened from disk, in Chromium and in Firefox with its own rules for files.
// Run: cargo build && npm ci --prefix tests/browser && node --test tests/browser/search-disk.test.mjs
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { firefox } from './firefox.mjs';
import { SHIPPED, SOURCE, small } from './minify.mjs';
import { engine } from './search-engine.mjs';
import { browser, built, repository, watched } from './support.mjs';

let book;
before(() => { book = built('search'); });

/** Chromium behind the same few words as Firefox. */
async function chromium({ javaScript = true } = {}) {
  const running = await browser();
  const context = await running.newContext({ javaScriptEnabled: javaScript });
  const { page, faults } = await watched(context, book.address);
  const loaded = [];
  page.on('request', (request) => loaded.push(request.url()));
  return {
    faults, loaded,
    open: (url) => page.goto(url),
    own: (expression) => page.evaluate(expression),
    evaluate: (work, ...given) => page.evaluate(`(${work})(...${JSON.stringify(given)})`),
    click: (selector) => page.click(selector),
    type: (text) => page.keyboard.type(text),
    viewport: (width, height) => page.setViewportSize({ width, height }),
    close: () => running.close(),
  };
}

const BROWSERS = { chromium, firefox: (options) => firefox({ ...options, inside: book.address }) };

/** Resolves when the page shows what the search found. */
const shown = "new Promise((done) => { const look = () => document.querySelector('#search-status').textContent ? done(document.querySelector('#search-status').textContent) : requestAnimationFrame(look); look(); })";

/** Lines of the handbook in all its scripts. */
function lines() {
  const folder = join(repository, 'content');
  const texts = readdirSync(folder, { recursive: true }).map(String).sort().filter((name) => /\.(md|yaml)$/.test(name));
  return texts.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n')).filter((line) => line.trim());
}

/** Queries cut out of the lines, quoted, misspelt and narrowed; the same on every run. */
function queries(all, count) {
  let seed = 3;
  const below = (limit) => { seed = seed * 48271 % 2147483647; return seed % limit; };
  const made = [];
  while (made.length < count) {
    const letters = [...all[below(all.length)]];
    const start = below(letters.length);
    const text = letters.slice(start, start + 2 + below(30)).join('');
    made.push([text, `"${text}"`, `${text} -the`, `${text} state:th`, text.replace(/(\w)(\w)/, '$2$1'), text.slice(0, 4)][below(6)]);
  }
  return [...made, '', '"', '-', 'a', 'ค', 'the of and', '<script>alert(1)</script>', 'x'.repeat(10000), 'cites:untoc:18 request', 'mla', 'art. 18(15)'];
}

for (const [name, start] of Object.entries(BROWSERS)) {
  describe(name, () => {
    let tab;
    before(async () => { tab = await start(); });
    after(() => tab?.close());

    test('a query from the field of any page is answered by numbered paragraphs', async () => {
      await tab.open(`${book.address}chapters/mla.html`);
      await tab.viewport(1280, 900);
      const action = await tab.own("document.querySelector('.bar form').action");
      assert.equal(action, `${book.address}search.html`);
      await tab.open(`${action}?q=dual+criminality`);
      assert.match(await tab.own(shown), /paragraph/);
      const hits = await tab.own("[...document.querySelectorAll('#results ol.hits > li')].map((hit) => ({ number: hit.querySelector('.number')?.textContent, href: hit.querySelector('a').getAttribute('href'), marked: [...hit.querySelectorAll('mark')].map((mark) => mark.textContent.toLowerCase()) }))");
      assert.equal(hits.length, 10);
      for (const { href, marked } of hits) {
        const [page, anchor] = href.split('#');
        const html = readFileSync(join(book.site, page), 'utf8');
        assert.ok(!anchor || html.includes(`id="${anchor}"`), href);
        assert.ok(marked.every((word) => /dual|criminal/.test(word)), JSON.stringify(marked));
      }
      // What stands in headings alone is not marked in the text.
      assert.ok(hits.filter(({ marked }) => marked.length).length > 6);
      assert.ok(hits.some(({ number }) => /^\d+\.\d+$|^[A-Z]{2}\.\d+$/.test(number)));
      assert.ok(await tab.own("document.querySelectorAll('#facets li a').length") > 3);
      assert.deepEqual(tab.faults, []);
    });

    test('the script answers as in node, which answers as the program does', async () => {
      await tab.open(`${book.address}search.html`);
      const find = engine(join(book.site, 'search'));
      const all = lines();
      const asked = queries(all, 200);
      const expected = [];
      for (const query of asked) expected.push(JSON.stringify(await find(query)));
      const got = await tab.own(`(async () => { const found = []; for (const query of ${JSON.stringify(asked)}) found.push(JSON.stringify(await handbookFind(query))); return found; })()`);
      asked.forEach((query, i) => assert.equal(got[i], expected[i], query));
      const texts = all.filter((_, i) => i % 5 === 0).slice(0, 3000);
      const words = [];
      for (const text of texts) words.push(JSON.stringify(find.analyse(text)));
      const cut = await tab.own(`(async () => { const found = []; for (const text of ${JSON.stringify(texts)}) found.push(JSON.stringify(handbookFind.analyse(text))); return found; })()`);
      texts.forEach((text, i) => assert.equal(cut[i], words[i], text));
      assert.deepEqual(tab.faults, []);
    });

    test('the count is told while one types, and text stays text', async () => {
      await tab.open(`${book.address}search.html`);
      assert.equal(await tab.own("document.querySelector('#search-status').getAttribute('role')"), 'status');
      await tab.click('#find-page');
      await tab.type('extraditoin');
      assert.match(await tab.own(shown), /\S/);
      await tab.open(`${book.address}search.html?q=${encodeURIComponent('<script>document.title="x"</script> <img src=x onerror=1> extradition')}`);
      assert.match(await tab.own(shown), /paragraph/);
      assert.equal(await tab.own("document.querySelectorAll('#results script, #results img').length"), 0);
      assert.notEqual(await tab.own('document.title'), 'x');
      assert.deepEqual(tab.faults, []);
    });

    test('other languages say so in results, and paragraphs like one are listed', async () => {
      await tab.open(`${book.address}search.html?q=${encodeURIComponent('ค้ามนุษย์')}`);
      await tab.own(shown);
      assert.ok(await tab.own("document.querySelectorAll('.hits mark [lang=th]').length") > 0);
      const number = await tab.own("document.querySelector('.hits .number').textContent");
      await tab.open(`${book.address}search.html?q=related:${number}`);
      await tab.own(shown);
      const found = await tab.own("[...document.querySelectorAll('.hits .number')].map((number) => number.textContent)");
      assert.ok(found.length > 1 && !found.includes(number), found.join());
      assert.match(await tab.own("document.querySelector('#results .stage').textContent"), /most like/);
      assert.deepEqual(tab.faults, []);
    });

    test('results fit a phone', async () => {
      for (const width of [320, 390]) {
        await tab.viewport(width, 800);
        for (const query of ['extradition', 'ค้ามนุษย์', 'x'.repeat(200)]) {
          await tab.open(`${book.address}search.html?q=${encodeURIComponent(query)}`);
          await tab.own(shown);
          assert.equal(await tab.own('document.documentElement.scrollWidth - document.documentElement.clientWidth'), 0, `${query} at ${width}`);
        }
      }
    });

    test('without scripts the page says so and leads on', async () => {
      const quiet = await start({ javaScript: false });
      try {
        await quiet.open(`${book.address}search.html?q=extradition`);
        const text = await quiet.evaluate(() => document.querySelector('#results').textContent);
        assert.match(text, /scripts are switched off/);
        const links = await quiet.evaluate(() => [...document.querySelectorAll('#results a')].map((link) => link.getAttribute('href')));
        assert.ok(links.includes('reference/index-of-terms.html') && links.includes('#book-contents'), links.join());
      } finally {
        await quiet.close();
      }
    });
  });
}

test('until the first answer is there the page says that it is searching, not that scripts are off', async () => {
  const running = await browser();
  const page = await (await running.newContext()).newPage();
  // A slow machine: the search does not answer.
  await page.addInitScript(() => Object.defineProperty(window, 'handbookFind', { value: () => new Promise(() => {}) }));
  await page.goto(`${book.address}search.html?q=extradition`);
  assert.equal((await page.locator('#results').innerText()).trim(), 'Searching …');
  await running.close();
});

test('before the first result at most 200 KB are loaded, the script at most 8 KB packed', async () => {
  const tab = await chromium();
  try {
    await tab.open(`${book.address}search.html?q=${encodeURIComponent('grounds for refusal of extradition')}`);
    await tab.own(shown);
    const files = tab.loaded.filter((url) => url.includes('/search/')).map((url) => join(book.site, 'search', url.split('/').pop()));
    assert.ok(files.length > 3);
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(bytes <= 200000, `${bytes} bytes in ${files.length} files`);
    assert.ok(gzipSync(readFileSync(join(book.site, 'scripts/search.min.js')), { level: 9 }).length <= 8192);
  } finally {
    await tab.close();
  }
});

test('the script that is shipped is made from its source', async () => {
  const shipped = readFileSync(SHIPPED, 'utf8');
  assert.equal(shipped, await small(readFileSync(SOURCE, 'utf8')), 'npm run minify --prefix tests/browser');
  assert.ok(gzipSync(shipped, { level: 9 }).length <= 8192);
});
