// Editions in a browser: what a frozen page says of itself, where old addresses lead, the list, the feeds.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { firefox } from './firefox.mjs';
import { DATE, browser, handbook, repository, watched } from './support.mjs';
import { axeFaults, nuFaults } from './checkers.mjs';

const LATER = '2026-11-22T14:00:00Z';
const keys = ['chair', 'chief-editor'].flatMap((person) => ['--key', `keys/${person}`]);

let root;
let site;
let address;
let carried;
let chromium;
before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'handbook-editions-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  root = join(folder, 'demo');
  handbook(repository, 'demo', root);
  const config = join(root, 'book.toml');
  writeFileSync(config, readFileSync(config, 'utf8').replace('[output.html]\n', '[output.html]\nsite-url = "https://law.example/book/"\n'));
  handbook(root, 'release', 'cut', '2026.3', '--draft', '--at', LATER, ...keys.map((one) => one.replace('keys/', `${root}/keys/`)));
  handbook(root, 'build', '--as-of', DATE);
  site = join(root, 'site');
  address = pathToFileURL(site).href + '/';
  // A copy without the rest of the site.
  carried = join(folder, 'carried');
  mkdirSync(carried);
  for (const part of ['chapters', 'styles', 'scripts']) {
    cpSync(join(site, 'e/2026.1', part), join(carried, part), { recursive: true });
  }
  chromium = await browser();
});
after(() => chromium?.close());

/** The rows of a frozen map, by what became of the paragraph. */
function map(edition) {
  const rows = readFileSync(join(root, 'editions', edition, 'renumbering.tsv'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
  return rows.map((line) => line.split('\t')).map(([anchor, old, now, fate, page]) => ({ anchor, old, now, fate, page }));
}

async function status(page, path) {
  await page.goto('about:blank');
  await page.goto(address + path);
  const note = page.locator('#edition-status');
  return { words: (await note.innerText()).replace(/\s+/g, ' '), kind: await note.getAttribute('class'), note };
}

/** Follows the link of the status that leads to the place in the newer edition; gives where it arrives. */
async function follow(page, note, words) {
  await note.getByRole('link', { name: words }).click();
  await page.waitForLoadState();
  const url = page.url().slice(address.length);
  const [, anchor] = url.split('#');
  if (anchor) assert.equal(await page.locator(`[id="${anchor}"]`).count(), 1, url);
  return url;
}

test('a superseded page says since when, whether it changed, and where the paragraph is now', async () => {
  const context = await chromium.newContext();
  const { page, faults } = await watched(context, address);
  const first = await status(page, 'e/2026.1/chapters/extradition.html');
  assert.match(first.words, /^Edition 2026\.1 \(29 October 2026\) was superseded by edition 2026\.2 \(8 November 2026\)\. This page changed\./);
  assert.equal(first.kind, 'edition-status superseded');
  assert.equal(await follow(page, first.note, 'Read this page there'), 'e/2026.2/chapters/extradition.html');
  const rows = map('2026.2').filter((row) => row.old !== '-');
  const old = new Map(map('2026.1').map((row) => [row.anchor, row.page]));
  const one = (wanted) => rows.find((row) => wanted(row) && old.get(row.anchor) === 'chapters/extradition.html');
  const away = one((row) => row.page === 'chapters/framework.html');
  const moved = one((row) => row.fate === 'moved' && row.page === 'chapters/extradition.html');
  const changed = one((row) => row.fate === 'moved+changed' || row.fate === 'changed');
  const replaced = one((row) => row.fate.startsWith('replaced by '));
  const repealed = one((row) => row.fate === 'repealed');
  for (const [row, said, goal] of [
    [away, `This paragraph is now ${away.now}; its words are the same.`, `e/2026.2/${away.page}#${away.anchor}`],
    [moved, `This paragraph is now ${moved.now}; its words are the same.`, `e/2026.2/${moved.page}#${moved.anchor}`],
    [changed, 'its words have changed.', `e/2026.2/${changed.page}#${changed.anchor}`],
    [replaced, 'This paragraph was replaced by ', `e/2026.2/${replaced.page}#${replaced.fate.slice(12)}`],
  ]) {
    const found = await status(page, `e/2026.1/chapters/extradition.html#${row.anchor}`);
    assert.ok(found.words.includes(said), `${row.fate}: ${found.words}`);
    assert.equal(await follow(page, found.note, 'Read it there'), goal);
  }
  const gone = await status(page, `e/2026.1/chapters/extradition.html#${repealed.anchor}`);
  assert.match(gone.words, /This paragraph was repealed\. Read the page there\./);
  // At its old address in a text without it, the switch says for each other text what stands there.
  for (const [row, here, goal] of [
    [replaced, /: this paragraph is replaced by \d+\.\d+$/, `e/2026.2/${replaced.page}#${replaced.fate.slice(12)}`],
    [repealed, /: this paragraph is repealed there$/, 'e/2026.2/chapters/extradition.html'],
    [away, /: this paragraph, the same$/, `e/2026.2/${away.page}#${away.anchor}`],
  ]) {
    await page.goto(`${address}chapters/extradition.html#${row.anchor}`);
    await page.locator('#edition-switch').evaluate((box) => { box.open = true; });
    const other = page.locator('#edition-switch li').filter({ has: page.locator('a[href*="e/2026.2/"]') });
    assert.match((await other.innerText()).trim(), here, row.fate);
    assert.equal(new URL(await other.locator('a').first().getAttribute('href'), page.url()).href, address + goal, row.fate);
    const first = page.locator('#edition-switch li').filter({ has: page.locator('a[href*="e/2026.1/"]') });
    assert.equal(new URL(await first.locator('a').first().getAttribute('href'), page.url()).href, `${address}e/2026.1/chapters/extradition.html#${row.anchor}`);
  }
  await page.goto(`${address}e/2026.1/chapters/extradition.html`);
  // Going to another paragraph of the same page changes the line.
  await page.evaluate((anchor) => { location.hash = anchor; }, moved.anchor);
  await page.waitForFunction(() => /is now/.test(document.getElementById('edition-status').textContent));
  const same = await status(page, 'e/2026.1/annexes/sg.html');
  assert.match(same.words, /The paragraphs of this page did not change\./);
  assert.deepEqual(faults, []);
  await context.close();
});

test('current, draft, and a page carried away say what they are', async () => {
  const context = await chromium.newContext();
  const { page, faults } = await watched(context, address);
  for (const path of ['e/2026.2/chapters/extradition.html', 'latest/chapters/extradition.html']) {
    const now = await status(page, path);
    assert.match(now.words, /^Edition 2026\.2 \(8 November 2026\), the current edition\./);
    assert.equal(now.kind, 'edition-status current');
    assert.equal(await follow(page, now.note, 'All editions'), 'editions.html');
  }
  const draft = await status(page, 'e/2026.3-draft/annexes/mm.html');
  assert.match(draft.words, /^Draft edition 2026\.3-draft \(22 November 2026\), not adopted\. What holds is edition 2026\.2/);
  assert.equal(draft.kind, 'edition-status draft');
  assert.deepEqual(faults, []);
  await page.goto(`${pathToFileURL(carried).href}/chapters/extradition.html`);
  assert.match(await page.locator('#edition-status').innerText(), /^Edition 2026\.1, adopted 29 October 2026\. This copy cannot know of newer editions\.$/);
  await context.close();
});

test('old addresses arrive, with scripts and without', async () => {
  const repealed = map('2026.2').find((row) => row.fate === 'repealed');
  const away = map('2026.2').find((row) => row.page === 'chapters/framework.html' && row.old.startsWith('5.'));
  for (const javaScriptEnabled of [true, false]) {
    const context = await chromium.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    for (const folder of ['', 'latest/']) {
      await page.goto(`${address}${folder}chapters/extradition.html#${repealed.anchor}`);
      const note = page.locator(`li[id="${repealed.anchor}"]`);
      assert.match(await note.innerText(), /of edition 2026\.1 is not in this text: it was repealed/);
      assert.equal(await note.evaluate((element) => element.matches(':target')), true);
      const moved = page.locator(`li[id="${away.anchor}"]`);
      assert.match(await moved.innerText(), /^Paragraph 5\.\d+ of edition 2026\.1 is now paragraph 1\.\d+\.$/);
      await moved.locator('a').last().click();
      assert.equal(page.url(), `${address}${folder}chapters/framework.html#${away.anchor}`);
    }
    await context.close();
  }
});

test('the list of editions names each with its status, and what it offers is genuine', async () => {
  const context = await chromium.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${address}index.html`);
  await page.getByRole('link', { name: 'All editions' }).click();
  const standing = await page.locator('.edition-entry h2').allInnerTexts();
  assert.deepEqual(standing.map((text) => text.replace(/\s+/g, ' ')), [
    'Draft edition 2026.3-draft draft, not adopted', 'Edition 2026.2 current', 'Edition 2026.1 superseded',
  ]);
  const fingerprint = (await page.locator('.command').innerText()).split('--root ')[1];
  await context.close();
  for (const id of ['2026.1', '2026.2', '2026.3-draft']) {
    const said = handbook(root, 'verify', join(site, 'e', `${id}.zip`), '--root', fingerprint);
    assert.match(said, new RegExp(`is genuine: edition ${id.replace('.', '\\.')}`));
  }
});

test('a State amended its own annex: changelog, redline and history say so, and who confirmed, and who changed nothing', async () => {
  const changelog = readFileSync(join(root, 'editions/2026.2/CHANGELOG.md'), 'utf8');
  const [byState] = changelog.split('\n## By State\n')[1].split('\n## By page\n');
  const of = (state) => byState.split(`\n### ${state}\n`)[1].split('\n### ')[0];
  assert.match(of('Viet Nam'), /a State amends its own annex \(2026-D2\/VN\/001\)\. Proposed by Demonstration Delegate of VN; approved by editor-2, vn-focal\./);
  assert.match(of('Viet Nam'), /Source: Demonstration: no source, since nothing here is law\n/);
  assert.match(of('Singapore'), /Confirmed: Demonstration: the annex is confirmed/);
  assert.match(of('Thailand').trim(), /^No change reported\. Annex last verified \d+ \w+ 20\d\d\.$/);
  assert.match(of('Brunei Darussalam').trim(), /^The State itself reported no change\. Others changed its annex:\n\n- Demonstration: a mistake in an annex is put right .*Proposed by Demonstration Editor One;/);
  assert.match(of('Lao PDR').trim(), /\n\nNo change of the annex reported\. Annex last verified /);
  const context = await chromium.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${address}editions/2026.1-2026.2/annexes/vn.html`);
  const change = page.locator('.unit-change');
  assert.match(await change.locator('ins').innerText(), /this sentence shows what a State reported itself\./);
  const anchor = await change.getAttribute('id');
  await page.goto(`${address}editions/history/annexes/vn.html#${anchor}`);
  assert.match((await page.locator(':target').innerText()).replace(/\s+/g, ' '), /Edition 2026\.2.*: changed 2026-D2\/VN\/001, Viet Nam: Demonstration: a State amends its own annex/);
  await context.close();
});

test('feeds are what Atom asks for', async () => {
  const context = await chromium.newContext();
  const page = await context.newPage();
  await page.goto(`${address}annexes/la.html`);
  const links = await page.locator('link[rel="alternate"][type="application/atom+xml"]').evaluateAll((all) => all.map((one) => one.href));
  assert.deepEqual(links, [`${address}feed.xml`, `${address}feeds/la.xml`]);
  const ids = new Map();
  for (const path of ['feed.xml', 'feeds/la.xml', 'feeds/sg.xml']) {
    const found = await page.evaluate((text) => {
      const xml = new DOMParser().parseFromString(text, 'application/xml');
      const atom = 'http://www.w3.org/2005/Atom';
      const one = (element, name) => [...element.children].filter((child) => child.namespaceURI === atom && child.localName === name);
      const read = (element) => ({
        id: one(element, 'id').map((child) => child.textContent),
        title: one(element, 'title').map((child) => child.textContent),
        updated: one(element, 'updated').map((child) => child.textContent),
        authors: one(element, 'author').map((child) => one(child, 'name')[0].textContent),
        links: one(element, 'link').map((child) => [child.getAttribute('rel'), child.getAttribute('href')]),
      });
      const feed = xml.documentElement;
      return {
        broken: xml.querySelector('parsererror')?.textContent ?? '', name: feed.localName, space: feed.namespaceURI,
        feed: read(feed), entries: one(feed, 'entry').map(read),
      };
    }, readFileSync(join(site, path), 'utf8'));
    assert.equal(found.broken, '');
    assert.deepEqual([found.name, found.space], ['feed', 'http://www.w3.org/2005/Atom']);
    for (const one of [found.feed, ...found.entries]) {
      // RFC 4287, 4.1.1 and 4.1.2: exactly one of each; a date of RFC 3339; an absolute name.
      assert.deepEqual([one.id.length, one.title.length, one.updated.length], [1, 1, 1], JSON.stringify(one));
      assert.match(one.id[0], /^tag:law\.example,\d{4}:asean-tip\//);
      assert.match(one.updated[0], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      assert.ok(one.title[0].length > 3 && one.links.some(([rel]) => rel === 'alternate'));
      for (const [, href] of one.links) {
        assert.ok(href.startsWith('https://law.example/book/'), href);
        readFileSync(join(site, href.slice('https://law.example/book/'.length)));
      }
    }
    assert.ok(found.feed.authors.length === 1 && found.feed.links.some(([rel, href]) => rel === 'self' && href.endsWith(path)));
    const names = found.entries.map((entry) => entry.id[0]);
    assert.equal(new Set(names).size, names.length);
    const times = found.entries.map((entry) => entry.updated[0]);
    assert.deepEqual(times, [...times].sort().reverse(), 'the newest first');
    assert.equal(found.feed.updated[0], times[0]);
    ids.set(path, { names, authors: found.entries.flatMap((entry) => entry.authors) });
  }
  assert.ok(ids.get('feed.xml').names.length > ids.get('feeds/la.xml').names.length);
  assert.ok(ids.get('feeds/la.xml').authors.includes('Lao PDR'));
  assert.ok(!ids.get('feeds/sg.xml').authors.includes('Lao PDR'));
  await context.close();
});

test('Firefox shows the status from a folder on disk', async () => {
  const tab = await firefox({ inside: address });
  try {
    await tab.open(`${address}e/2026.1/chapters/extradition.html`);
    const said = () => tab.own("document.getElementById('edition-status').textContent");
    assert.match(await said(), /was superseded by edition 2026\.2/);
    await tab.open(`${address}latest/index.html`);
    assert.match(await said(), /the current edition/);
    assert.deepEqual(tab.faults, []);
  } finally {
    await tab.close();
  }
});

test('an edition that waits for a signature says so, and the one before stays current', async () => {
  const file = join(root, 'editions/2026.2/manifest.sigs');
  const signatures = readFileSync(file, 'utf8');
  writeFileSync(file, signatures.slice(0, signatures.indexOf('-----BEGIN', 1)));
  handbook(root, 'build', '--as-of', DATE);
  const context = await chromium.newContext();
  const { page, faults } = await watched(context, address);
  const waiting = await status(page, 'e/2026.2/chapters/extradition.html');
  assert.match(waiting.words, /^Edition 2026\.2 \(8 November 2026\) is not valid yet\. Signatures that are missing: 1 of 2\. What holds is edition 2026\.1/);
  assert.equal(waiting.kind, 'edition-status unsigned');
  const now = await status(page, 'latest/chapters/extradition.html');
  assert.match(now.words, /^Edition 2026\.1 .* the current edition/);
  await page.goto(`${address}editions.html`);
  assert.match(await page.locator('.edition-entry.unsigned').innerText(), /not valid yet[^]*Signatures that are missing: 1 of 2\./);
  assert.deepEqual(await axeFaults(page), []);
  assert.deepEqual(faults, []);
  await context.close();
  writeFileSync(file, signatures);
  handbook(root, 'build', '--as-of', DATE);
});

// Last: it changes what the site says.
test('a withdrawn edition says so, and why, and the one before holds again', async () => {
  const paths = keys.map((one) => one.replace('keys/', `${root}/keys/`));
  handbook(root, 'release', 'withdraw', '2026.2', '--at', LATER, '--reason', 'An annex was cut off.', ...paths);
  handbook(root, 'build', '--as-of', DATE);
  const context = await chromium.newContext();
  const { page, faults } = await watched(context, address);
  const old = map('2026.2').find((row) => row.fate === 'moved' && row.page === 'chapters/extradition.html');
  const gone = await status(page, `e/2026.2/chapters/extradition.html#${old.anchor}`);
  assert.match(gone.words, /^Edition 2026\.2 \(8 November 2026\) was withdrawn on 22 November 2026: An annex was cut off\. What holds is edition 2026\.1/);
  assert.equal(gone.kind, 'edition-status withdrawn');
  assert.equal(await follow(page, gone.note, 'Read it there'), `e/2026.1/chapters/extradition.html#${old.anchor}`);
  const now = await status(page, 'latest/chapters/extradition.html');
  assert.match(now.words, /^Edition 2026\.1 .* the current edition/);
  // What only the withdrawn one had was published at `latest/` too.
  const added = map('2026.2').find((row) => row.fate === 'new' && row.page === 'chapters/extradition.html');
  await page.goto(`${address}latest/chapters/extradition.html#${added.anchor}`);
  assert.equal(await page.locator(`[id="${added.anchor}"]`).count(), 1);
  const own = ['editions.html', 'e/2026.2/reference/evidence.html', 'latest/chapters/extradition.html'];
  const found = [];
  for (const path of own) {
    await page.goto(address + path);
    await page.evaluate(() => document.querySelectorAll('article details').forEach((one) => { one.open = true; }));
    for (const width of [1280, 390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wider > 0) found.push(`${path}: ${wider} px too wide at ${width}`);
    }
    const parts = ['.editions', '#edition-status', '.former'];
    found.push(...(await axeFaults(page, { parts })).map((fault) => `${path}: ${fault}`));
  }
  assert.deepEqual(found, []);
  assert.deepEqual(faults, []);
  await context.close();
  assert.deepEqual(nuFaults(...own.map((path) => join(site, path))), []);
});
