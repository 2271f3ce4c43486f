// The checkers that several tests ask: axe for accessibility, the Nu checker for HTML.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const NU = join(dirname(require.resolve('vnu-jar/package.json')), 'build/dist/vnu.jar');

/** What axe is asked for: WCAG 2.2 at level AA, and what it calls best practice. */
export const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on an open page, or in the parts of it that selectors name, a line a rule. */
export async function axeFaults(page, { parts = null, rules = RULES } = {}) {
  await page.evaluate(axeSource);
  // Only what is wrong comes back: lists of all that is right are longer than the page.
  return page.evaluate(async ([parts, runOnly]) => {
    const there = parts?.filter((part) => document.querySelector(part)).map((part) => [part]);
    if (there && !there.length) throw new Error('the page has none of these parts');
    const result = await globalThis.axe.run(there ? { include: there } : document, { preload: false, runOnly, resultTypes: ['violations'] });
    return result.violations.map((rule) => `${rule.id} (${rule.nodes.length}): ${rule.nodes[0].html.slice(0, 160)}`);
  }, [parts, rules]);
}

/** The first errors of the Nu checker in files and folders. */
export function nuFaults(...paths) {
  let report = '';
  try {
    execFileSync('java', ['-jar', NU, '--errors-only', '--format', 'json', '--skip-non-html', ...paths], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  } catch (error) {
    report = error.stderr;
  }
  const messages = report === '' ? [] : JSON.parse(report).messages;
  return messages.slice(0, 20).map((message) => `${message.url}:${message.lastLine}: ${message.message}`);
}
