// The route in both browsers, opened as files, with and without scripts.
// Run: cargo build && npm ci --prefix tests/browser && node --test tests/browser/route.test.mjs
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BROWSERS, drive } from './browsers.mjs';
import { built } from './support.mjs';

const KINDS = ['police', 'mla', 'proceeds', 'extradition', 'provisional-arrest'];
// Both directions of one pair, the youngest member, and States with much and with little on record.
const SAMPLE = ['th-vn', 'vn-th', 'tl-mm', 'sg-my', 'la-kh', 'bn-id', 'ph-tl'];
const DECLARATION = 'Takes no direct legal basis for extradition from the Convention';

let book;
before(() => { book = built('route'); });

/** What a reader sees of the answer to one kind, and whether each of its gaps is marked. */
function answer(kind) {
  const section = document.getElementById(kind);
  const words = (node) => node.textContent.replace(/\s+/g, ' ').trim();
  const all = (selector, inside = section) => [...inside.querySelectorAll(selector)];
  return {
    title: words(section.querySelector('h2')),
    bases: all('.basis').map((basis) => ({
      name: words(basis.querySelector('.basis-name strong')), status: words(basis.querySelector('.status')),
    })),
    heads: all('h3').map(words),
    // A line has evidence, or it says that it is not established, or it is a paragraph of the annex.
    unmarked: all('.line').filter((line) => !line.querySelector('.evidence, .missing, a.para')).map(words),
    gaps: all('.missing').map(words),
    empty: all('dd, li, p').filter((node) => !words(node) && !node.querySelector('img, input')).map((node) => node.outerHTML),
  };
}

/** The words of a place that a reader sees without opening anything. */
function seen(selector) {
  return [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility({ contentVisibilityAuto: true })).map((node) => node.textContent).join('\n');
}

for (const name of BROWSERS) {
  for (const javaScript of [true, false]) {
    describe(`${name}${javaScript ? '' : ' without scripts'}`, () => {
      let tab;
      before(async () => { tab = await drive(name, { javaScript, inside: book.address }); });
      after(() => tab?.close());

      if (javaScript) {
        for (const start of ['index.html', 'reference/route.html']) {
          test(`three choices on ${start} lead from Thailand to Viet Nam, extradition`, async () => {
            await tab.open(book.address + start);
            assert.equal(await tab.count('.route-form select'), 3);
            await tab.fill('#route-from', 'TH');
            await tab.fill('#route-to', 'VN');
            await tab.fill('#route-kind', 'extradition');
            await tab.follow(() => tab.click('.route-form button'));
            assert.equal(await tab.url(), `${book.address}reference/route/th-vn.html#extradition`);
            const top = await tab.on('#extradition h2', (node) => node.getBoundingClientRect().top);
            assert.ok(top >= 0 && top < 900, `the answer stands ${top} px from the top of the window`);
            assert.ok((await tab.evaluate(seen, '#extradition .line')).includes(DECLARATION));
          });
        }

        test('a State cannot ask itself, and the last choice is kept', async () => {
          await tab.open(`${book.address}reference/route.html`);
          await tab.fill('#route-from', 'TH');
          assert.equal(await tab.on('#route-to', (list) => [...list.options].filter((option) => option.disabled).map((option) => option.value).join()), 'TH');
          await tab.fill('#route-to', 'MY');
          await tab.fill('#route-from', 'MY');
          await tab.fill('#route-kind', 'mla');
          await tab.click('.route-form button');
          assert.equal(await tab.url(), `${book.address}reference/route.html`);
          await tab.fill('#route-to', 'TH');
          await tab.follow(() => tab.click('.route-form button'));
          assert.match(await tab.url(), /my-th\.html#mla$/);
          await tab.open(`${book.address}reference/route.html`);
          const kept = await tab.evaluate(() => ['from', 'to', 'kind'].map((one) => document.getElementById(`route-${one}`).value));
          assert.deepEqual(kept, ['MY', 'TH', 'mla']);
        });
      } else {
        test('links lead from the first page to the answer in three choices', async () => {
          await tab.open(`${book.address}index.html`);
          assert.equal(await tab.visible('.route-form'), false, 'a form that does nothing');
          await tab.follow(() => tab.click('main a[href="reference/route.html"]'));
          assert.equal(await tab.visible('.route-form'), false, 'a form that does nothing');
          await tab.click('details:has(a[href="route/th-vn.html"]) > summary');
          await tab.follow(() => tab.click('main a[href="route/th-vn.html"]'));
          await tab.click('.route-kinds a[href="#extradition"]');
          assert.match(await tab.url(), /th-vn\.html#extradition$/);
          const top = await tab.on('#extradition h2', (node) => node.getBoundingClientRect().top);
          assert.ok(top >= 0 && top < 900, `the answer stands ${top} px from the top of the window`);
          assert.ok((await tab.evaluate(seen, '#extradition .line')).includes(DECLARATION));
        });
      }

      test('what an answer rests on opens', async () => {
        await tab.open(`${book.address}reference/route/th-vn.html#extradition`);
        const ratified = () => tab.evaluate(seen, '#extradition .rests .line');
        assert.ok(!(await ratified()).includes('8 June 2012'));
        await tab.click('#extradition .basis.barred .rests summary');
        assert.ok((await ratified()).includes('8 June 2012'));
      });

      test('every kind is answered for sampled pairs, and no gap is unmarked', async () => {
        for (const pair of SAMPLE) {
          await tab.open(`${book.address}reference/route/${pair}.html`);
          for (const kind of KINDS) {
            const found = await tab.evaluate(answer, kind);
            const where = `${pair} ${kind}`;
            assert.ok(found.bases.length > 1, where);
            assert.ok(found.bases.every((basis) => basis.name && basis.status), where);
            assert.ok(found.heads.length > 3, where);
            assert.deepEqual(found.unmarked, [], where);
            assert.deepEqual(found.empty, [], where);
            assert.ok(found.gaps.every((words) => words === 'not established'), `${where}: ${found.gaps}`);
          }
        }
      });

      test('on a phone nothing is wider than the screen', async () => {
        for (const width of [390, 320]) {
          await tab.viewport(width, 844);
          for (const page of ['index.html', 'reference/route.html', ...SAMPLE.map((pair) => `reference/route/${pair}.html`)]) {
            await tab.open(book.address + page);
            assert.equal(await tab.wider(), 0, `${page} at ${width}`);
          }
          const small = await tab.evaluate(() => [...document.querySelectorAll('.route-kinds a, summary')]
            .filter((node) => node.getClientRects().length > 0 && node.getBoundingClientRect().height < 24).map((node) => node.outerHTML));
          assert.deepEqual(small, [], 'too small for a finger');
        }
        await tab.viewport(1280, 900);
      });

      test('no error, no failed and no outside request', () => assert.deepEqual(tab.faults, []));
    });
  }
}
