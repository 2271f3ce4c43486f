// How fast the search without a server is, in Chromium, on a page opened from disk.
// Run: handbook search speed TEXTS --files FOLDER && node tests/browser/search-speed.mjs FOLDER [QUERIES]
// Queries are drawn from the texts of the files: some words in a row, some in quotation marks, some
// misspelt, some cut short; the same on every run. With SLOWEST set, the slowest are named. Nothing here
// fails for being slow.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { SHIPPED } from './minify.mjs';
import { browser } from './support.mjs';

/** Pages opened afresh for the first result. */
const OPENED = 15;

const folder = resolve(process.argv[2] ?? '.');
const count = Number(process.argv[3] ?? 525);

/** A block of the files, unpacked as their description says. */
function block(name) {
  let packed;
  new Function('handbookSearch', readFileSync(join(folder, `${name}.js`), 'utf16le').slice(1))((_, length, text) => {
    const bytes = Buffer.alloc(length);
    for (let i = 0, at = 0, held = 0, bits = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      held = held << 15 | code - (code < 0xac00 ? 0x3400 : 0x3c00);
      for (bits += 15; bits > 7 && at < length;) bytes[at++] = held >> (bits -= 8) & 255;
    }
    packed = bytes;
  });
  return JSON.parse(inflateRawSync(packed).toString('utf8'));
}

/** Queries drawn from texts. */
function drawn(texts) {
  let seed = 11;
  const below = (limit) => { seed = seed * 48271 % 2147483647; return seed % limit; };
  const made = [];
  while (made.length < count) {
    const text = texts[below(texts.length)];
    const words = [...new Intl.Segmenter('en', { granularity: 'word' }).segment(text)].filter(({ isWordLike }) => isWordLike);
    const wanted = 2 + below(3);
    if (words.length < wanted) continue;
    const at = below(words.length - wanted + 1), last = words[at + wanted - 1];
    const query = text.slice(words[at].index, last.index + last.segment.length).replace(/["\s]+/g, ' ');
    const longest = query.split(' ').reduce((one, other) => other.length > one.length ? other : one);
    const swap = 1 + below(Math.max(longest.length - 2, 1));
    made.push(made.length % 7 === 3 ? `"${query}"`
      : made.length % 7 === 5 ? query.replace(longest, longest.slice(0, swap) + (longest[swap + 1] ?? '') + (longest[swap] ?? '') + longest.slice(swap + 2))
        : made.length % 10 === 9 ? query.slice(0, query.length - (query.length - query.lastIndexOf(' ')) / 2) : query);
  }
  return made;
}

const told = (times) => {
  const sorted = times.toSorted((a, b) => a - b);
  return [0.5, 0.95, 0.99, 1].map((share) => `${share < 1 ? `p${share * 100}` : 'most'} ${sorted[Math.ceil(sorted.length * share) - 1].toFixed(1)} ms`).join(', ');
};

const catalogue = block('catalogue');
const texts = catalogue.texts.flatMap(([, name]) => block(name).map(([, text]) => text));
const queries = drawn(texts);
const root = mkdtempSync(join(tmpdir(), 'handbook-speed-'));
mkdirSync(join(root, 'scripts'));
symlinkSync(folder, join(root, 'search'));
writeFileSync(join(root, 'scripts/search.min.js'), readFileSync(SHIPPED));
writeFileSync(join(root, 'page.html'), '<!DOCTYPE html><meta charset="utf-8"><title>Speed</title><script src="scripts/search.min.js"></script>');
const chromium = await browser();
try {
  const first = [], entered = [];
  for (const query of queries.slice(0, OPENED)) for (const [times, before] of [[first, false], [entered, true]]) {
    const context = await chromium.newContext();
    const page = await context.newPage();
    await page.goto(`${pathToFileURL(root).href}/page.html`);
    times.push(await page.evaluate(async ([query, before]) => {
      // As the pages do when the field is entered, before anything is typed.
      if (before) await window.handbookFind('');
      const start = performance.now();
      await window.handbookFind(query);
      return performance.now() - start;
    }, [query, before]));
    await context.close();
  }
  const page = await (await chromium.newContext()).newPage();
  await page.goto(`${pathToFileURL(root).href}/page.html`);
  const run = () => page.evaluate(async (queries) => {
    const times = [];
    for (const query of queries) {
      const start = performance.now();
      await window.handbookFind(query);
      times.push(performance.now() - start);
    }
    return times;
  }, queries);
  const fresh = await run(), warm = await run();
  console.log(`${texts.length} paragraphs in ${readdirSync(folder).length} files, ${queries.length} queries`);
  console.log(`first result on a fresh page: ${told(first)}`);
  console.log(`first result once the field was entered: ${told(entered)}`);
  console.log(`files loaded as they are needed: ${told(fresh)}`);
  console.log(`warm: ${told(warm)}`);
  if (process.env.SLOWEST) for (const [time, query] of warm.map((time, i) => [time, queries[i]]).sort((a, b) => b[0] - a[0]).slice(0, 25)) console.log(time.toFixed(1), query);
} finally {
  await chromium.close();
  rmSync(root, { recursive: true, force: true });
}
