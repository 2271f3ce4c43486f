// The search of a site without a server, run by node: all blocks stand in the page already, as in an
// edition of one file. With a folder as argument it answers queries, one JSON value a line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const script = readFileSync(new URL('../../themes/default/scripts/search.min.js', import.meta.url), 'utf8');

/** The function that answers queries from the files in a folder. */
export function engine(folder) {
  const window = {};
  const document = { currentScript: null, createElement() { throw new Error('a block is missing'); } };
  new Function('window', 'document', script)(window, document);
  for (const name of readdirSync(folder)) {
    new Function('handbookSearch', readFileSync(join(folder, name), 'utf16le').slice(1))(window.handbookSearch);
  }
  return window.handbookFind;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const find = engine(process.argv[2]);
  await find('');
  for await (const line of createInterface({ input: process.stdin })) {
    const { query, analyse } = JSON.parse(line);
    const answer = analyse === undefined ? await find(query) : find.analyse(analyse);
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}
