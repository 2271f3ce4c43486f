// What the browser tests share: the site under test, a browser, a running server.
//
// HANDBOOK names the program (else target/debug/handbook), CHROMIUM the browser (else
// /usr/bin/chromium). The site is built once into a folder of its own from the repository's text.

import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

export const repository = resolve(import.meta.dirname, '../..');
export const program = process.env.HANDBOOK ?? join(repository, 'target/debug/handbook');
export const DATE = '2026-11-22';

/** Runs the program and gives what it printed. */
export function handbook(root, ...args) {
  return execFileSync(program, ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A copy of the repository's handbook in a folder that goes when the tests end. */
export function copy(name) {
  const root = mkdtempSync(join(tmpdir(), `handbook-${name}-`));
  for (const part of ['book.toml', 'anchors.tsv', 'content']) {
    cpSync(join(repository, part), join(root, part), { recursive: true });
  }
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  return root;
}

/**
 * The invented handbook of the fixtures, not founded, in a folder that goes when the tests end; with a way to
 * edit a file, each place of the words, and to cut a draft of an edition.
 */
export function region(name) {
  const root = mkdtempSync(join(tmpdir(), `handbook-${name}-`));
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  cpSync(join(repository, 'tests/fixtures/region'), root, { recursive: true });
  const [key, words] = [join(root, 'key'), join(root, 'words')];
  writeFileSync(words, 'only for this test\n');
  handbook(root, 'key', 'new', key, '--passphrase-file', words);
  const edit = (path, old, now) => {
    const text = readFileSync(join(root, path), 'utf8');
    if (!text.includes(old)) throw new Error(`${path}: ${old}`);
    writeFileSync(join(root, path), text.replaceAll(old, now));
  };
  const cut = (id, time) => {
    handbook(root, 'anchors', 'update');
    handbook(root, 'release', 'cut', id, '--draft', '--key', key, '--passphrase-file', words, '--at', time);
  };
  return { root, edit, cut };
}

/** A built handbook: its folder and the address of its site on disk. */
export function built(name) {
  const root = copy(name);
  handbook(root, 'build', '--as-of', DATE);
  const site = join(root, 'site');
  return { root, site, address: pathToFileURL(site).href + '/' };
}

/** Paths of the pages of a site. */
export function pages(site, folder = site) {
  return readdirSync(folder)
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return pages(site, path);
      return name.endsWith('.html') ? [relative(site, path)] : [];
    })
    .sort();
}

/** A Chromium without network. */
export async function browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-component-update', '--disable-sync'],
  });
}

/** A page that records what goes wrong: failed and outside requests, errors of scripts. */
export async function watched(context, root) {
  const page = await context.newPage();
  const faults = [];
  page.on('requestfailed', (request) => {
    // Leaving a page stops what it was still loading: that is no fault of the site.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') faults.push(`failed: ${request.url()}`);
  });
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(root) && !url.startsWith('data:') && !url.startsWith('blob:')) faults.push(`outside: ${url}`);
  });
  return { page, faults };
}

/** Starts `handbook serve` on a free port; resolves with its address when it says it is ready. */
export function serve(root) {
  const child = spawn(program, ['-C', root, 'serve', '--port', '0', '--as-of', DATE], { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((done, failed) => {
    let said = '';
    const listen = (bytes) => {
      said += bytes;
      const found = said.match(/http:\/\/127\.0\.0\.1:\d+\//);
      if (found) done({ address: found[0], stop: () => new Promise((gone) => { child.once('exit', gone); child.kill('SIGINT'); }) });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code) => failed(new Error(`serve ended with ${code}: ${said}`)));
  });
}
