// The model forms in a browser, opened from disk: filling in, what is missing, the drafts, without
// JavaScript, accessibility. The .docx is read back with LibreOffice.
// Run: cargo build && node --test tests/browser/forms.test.mjs
// (needs playwright-core and axe-core beside it, Chromium, and LibreOffice for one test)
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const repository = resolve(import.meta.dirname, '../..');
const program = process.env.HANDBOOK ?? join(repository, 'target/debug/handbook');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const office = ['soffice', 'libreoffice'].find((name) => spawnSync(name, ['--version']).status === 0);

const THAI = 'สำนักงานอัยการสูงสุด กรุงเทพมหานคร';
const KHMER = 'ក្រសួងយុត្តិធម៌ រាជធានីភ្នំពេញ';
const LAO = 'ອົງການໄອຍະການປະຊາຊົນ';
const BURMESE = 'ဥပဒေချုပ်ရုံး';
const VIETNAMESE = 'Viện kiểm sát nhân dân tối cao';
const MARKS = 'Quotes "a" & <b>; 100 % – “fine”';

let root;
let browser;

before(async () => {
  root = mkdtempSync(join(tmpdir(), 'handbook-forms-'));
  for (const name of ['book.toml', 'anchors.tsv', 'content']) {
    cpSync(join(repository, name), join(root, name), { recursive: true });
  }
  execFileSync(program, ['-C', root, 'build', '--as-of', '2026-11-22'], { stdio: 'pipe' });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
});

after(async () => {
  await browser?.close();
  rmSync(root, { recursive: true, force: true });
});

const address = (name) => new URL(`site/reference/${name}`, `${pathToFileURL(root).href}/`).href;

/** A page that fails the test on any script error, failed request or message of the console. */
async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => faults.push(message.text()));
  page.on('requestfailed', (request) => faults.push(request.url()));
  page.on('request', (request) => {
    if (!/^(file|blob|data):/.test(request.url())) faults.push(`leaves the device: ${request.url()}`);
  });
  await page.goto(address(name));
  return { page, context, faults };
}

async function gaps(page) {
  const words = await page.textContent('.form-bar [role=status]');
  return words.startsWith('All') ? 0 : Number.parseInt(words, 10);
}

async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(`text="${button}"`)]);
  const path = join(root, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

test('every form loads without a fault, and its list links to it', async () => {
  const { page, context, faults } = await open('forms.html');
  const links = await page.$$eval('.entries.forms a', (all) => all.map((link) => link.getAttribute('href')));
  const files = readdirSync(join(root, 'site/reference/forms')).map((file) => `forms/${file}`);
  assert.deepEqual([...links].sort(), files.sort());
  for (const link of links) {
    await page.goto(address(link));
    assert.ok((await gaps(page)) > 0, link);
    const twice = await page.$$eval('[id]', (all) => {
      const ids = all.map((element) => element.id);
      return ids.filter((id, at) => ids.indexOf(id) !== at);
    });
    assert.deepEqual(twice, [], link);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test('answers decide what applies, and the list of what is missing shrinks to nothing', async () => {
  const { page, context, faults } = await open('forms/mla-request.html');
  const first = await gaps(page);
  assert.equal(first, await page.locator('.form-result h3:text("Required and still empty") + ul li').count());
  await page.check('#q-video input[value=yes]');
  assert.equal(await gaps(page), first + 1);
  await page.check('#q-video input[value=no]');
  assert.equal(await gaps(page), first);
  assert.equal(await page.isVisible('#field-video'), false);
  for (const question of await page.$$('.question input[value=no]')) await question.check();
  for (let left = await gaps(page); left > 0; left = await gaps(page)) {
    const href = await page.getAttribute('.form-result h3:text("Required and still empty") + ul a', 'href');
    await page.fill(`${href} textarea`, 'Words');
    assert.equal(await gaps(page), left - 1, href);
  }
  assert.equal(await page.textContent('.form-bar [role=status]'), 'All required fields are filled in');
  assert.deepEqual(faults, []);
  await context.close();
});

test('the requested State shows its own demands, and values can be taken over', async () => {
  const { page, context, faults } = await open('forms/extradition-request.html?from=TH&to=VN');
  assert.equal(await page.inputValue('#requested'), 'VN');
  assert.match(await page.textContent('#demands h3'), /Viet Nam asks for/);
  const points = await page.locator('.demand-list li').count();
  assert.ok(points > 0);
  const target = await page.getAttribute('.demand-list a', 'href');
  const [file, anchor] = target.replace(/^(\.\.\/)+/, '').split('#');
  assert.ok(readFileSync(join(root, 'site', file), 'utf8').includes(`id="${anchor}"`), target);
  await page.check('#demand-0');
  assert.equal(await page.locator('a[href^="#demand-"]').count(), points - 1);
  await page.click('#field-authority-basis .offers button >> nth=0');
  assert.notEqual(await page.inputValue('#in-authority-basis'), '');
  await page.selectOption('#requested', 'TH');
  assert.equal(await page.textContent('#demands'), 'Choose two different States.');
  assert.deepEqual(faults, []);
  await context.close();
});

test('what was written stays in this browser until it is cleared', async () => {
  const { page, context, faults } = await open('forms/police-inquiry.html');
  await page.fill('#in-question', THAI);
  await page.fill('#day-sent', '2026-12-01');
  await page.reload();
  assert.equal(await page.inputValue('#in-question'), THAI);
  assert.equal(await page.inputValue('#day-sent'), '2026-12-01');
  page.once('dialog', (dialog) => dialog.accept());
  await page.click('text="Clear everything"');
  assert.equal(await page.inputValue('#in-question'), '');
  await page.uncheck('#keep');
  await page.fill('#in-question', 'Gone with the page');
  await page.reload();
  assert.equal(await page.inputValue('#in-question'), '');
  assert.deepEqual(faults, []);
  await context.close();
});

test('a browser that refuses storage still has the form', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused', 'SecurityError'); } });
  });
  await page.goto(address('forms/police-inquiry.html'));
  const first = await gaps(page);
  await page.fill('#in-question', 'x');
  assert.equal(await gaps(page), first - 1);
  assert.deepEqual(faults, []);
  await context.close();
});

async function filledIn(page) {
  await page.selectOption('#requesting', 'KH');
  await page.selectOption('#requested', 'TH');
  await page.fill('#in-requested-authority', THAI);
  await page.fill('#in-requesting-authority', `${KHMER}\n${LAO} ${BURMESE}`);
  await page.fill('#in-facts', `${VIETNAMESE} ${MARKS}\u0007`);
  await page.fill('#day-sent', '2026-12-01');
  await page.fill('#note-sent', 'through the central authority');
}

test('the draft as text holds words, gaps, citations, paragraphs and dates', async () => {
  const { page, context, faults } = await open('forms/mla-request.html');
  await filledIn(page);
  const path = await saved(page, 'Draft as .txt');
  assert.match(path, /mla-request-KH-TH\.txt$/);
  const text = readFileSync(path, 'utf8');
  for (const words of [THAI, KHMER, LAO, BURMESE, VIETNAMESE, MARKS, '[To be completed]', 'Draft, not legal advice',
    'art. 18(15)(a)'.replace(' ', '\u00a0'), 'Request sent: 1 December 2026 (through the central authority)', 'Reminder: ___']) {
    assert.ok(text.includes(words) || text.replaceAll('\u00a0', ' ').includes(words.replaceAll('\u00a0', ' ')), words);
  }
  assert.match(text, /handbook, para\. 3\.\d+, \S*chapters\/mla\.html#p-[a-z2-7]{6}/);
  assert.match(text, /\[ \] TH\.\d+ .*annexes\/th\.html#p-[a-z2-7]{6}/);
  assert.deepEqual(faults, []);
  await context.close();
});

test('the draft as .docx survives LibreOffice, in every script', { skip: !office && 'no LibreOffice' }, async () => {
  const { page, context, faults } = await open('forms/mla-request.html');
  await filledIn(page);
  const path = await saved(page, 'Draft as .docx');
  execFileSync(office, ['--headless', `-env:UserInstallation=${pathToFileURL(join(root, 'office')).href}`,
    '--convert-to', 'txt:Text (encoded):UTF8', '--outdir', root, path], { stdio: 'pipe', timeout: 120_000 });
  const text = readFileSync(path.replace(/docx$/, 'txt'), 'utf8');
  for (const words of [THAI, KHMER, LAO, BURMESE, VIETNAMESE, MARKS, 'Request for mutual legal assistance', '[To be completed]',
    'Follow-up sheet', '1 December 2026', 'through the central authority', 'Draft, not legal advice']) {
    assert.ok(text.includes(words), words);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test('the .docx is a sound archive with a style for each script', { skip: spawnSync('unzip', ['-v']).status !== 0 && 'no unzip' }, async () => {
  const { page, context } = await open('forms/mla-request.html');
  await filledIn(page);
  const path = await saved(page, 'Draft as .docx');
  execFileSync('unzip', ['-tq', path]);
  const part = (name) => execFileSync('unzip', ['-p', path, name], { encoding: 'utf8' });
  const document = part('word/document.xml');
  for (const script of ['Thai', 'Khmer', 'Lao', 'Myanmar']) {
    assert.ok(document.includes(`<w:rStyle w:val="Script${script}"/><w:cs/>`), script);
    assert.ok(part('word/styles.xml').includes(`w:styleId="Script${script}"`), script);
  }
  assert.equal(document.includes('\u0007'), false);
  await context.close();
});

test('the same words always give the same bytes', async () => {
  const { page, context } = await open('forms/mla-request.html');
  await filledIn(page);
  const once = readFileSync(await saved(page, 'Draft as .docx'));
  assert.deepEqual(readFileSync(await saved(page, 'Draft as .docx')), once);
  await context.close();
});

test('without JavaScript there is a list for paper and nothing dead', async () => {
  const { page, context, faults } = await open('forms/mla-request.html', { javaScriptEnabled: false });
  for (const dead of ['select', 'textarea', '.model-form button', 'input[type=radio]', 'input[type=date]', '.form-bar']) {
    assert.equal(await page.locator(`${dead}:visible`).count(), 0, dead);
  }
  assert.equal(await page.locator('.form-field:visible').count(), await page.locator('.form-field').count());
  assert.equal(await page.locator('.form-field .task-box:visible').count(), await page.locator('.form-field').count());
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('.form-field .lines:visible').count(), await page.locator('.form-field').count());
  assert.deepEqual(faults, []);
  await context.close();
});

test('on paper the words stand on the lines, and controls are gone', async () => {
  const { page, context } = await open('forms/mla-request.html');
  await page.fill('#in-facts', THAI);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.isVisible('#in-facts'), false);
  assert.equal(await page.textContent('#field-facts .lines'), THAI);
  assert.equal(await page.locator('.model-form button:visible').count(), 0);
  await context.close();
});

for (const width of [1440, 390, 320]) {
  test(`accessibility at ${width} px`, async () => {
    const { page, context } = await open('forms.html', { viewport: { width, height: 900 } });
    const files = readdirSync(join(root, 'site/reference/forms')).map((file) => `forms/${file}`);
    for (const name of ['forms.html', ...files]) {
      await page.goto(`${address(name)}?from=KH&to=TH`);
      const details = page.locator('#demands details');
      if (await details.count()) await details.evaluate((element) => { element.open = true; });
      await page.evaluate(axe);
      const found = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
      assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(' ')}`), [], name);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(beyond, 0, `${name} is wider than the screen`);
    }
    await context.close();
  });
}
