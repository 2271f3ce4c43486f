// The script of search as it is shipped: made from its source by terser, always the same way.
// Run: npm ci --prefix tests/browser && npm run minify --prefix tests/browser
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { minify } from 'terser';

/** The source. */
export const SOURCE = new URL('../../themes/default/scripts/search.js', import.meta.url);
/** What is shipped. */
export const SHIPPED = new URL('../../themes/default/scripts/search.min.js', import.meta.url);

/** Names that the catalogue, an answer, the pages and the files use; all other properties get short ones. */
const PUBLIC = `catalogue format lengths numbers lexicon postings texts columns expressions states pointers tables patterns
  zeros names sets of group keys entry open query stage total hits near facets state kind language instrument
  suggestion notes id count number page_title headings address score snippet text marked handbookSearch
  handbookFind ahead analyse`.split(/\s+/);

/** What is shipped for a source. */
export async function small(source) {
  const { code } = await minify(source, {
    ecma: 2020,
    toplevel: true,
    compress: { hoist_funs: true, passes: 3, pure_getters: true, unsafe: true, unsafe_arrows: true, unsafe_methods: true },
    mangle: { properties: { reserved: PUBLIC } },
  });
  return `${code}\n`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(fileURLToPath(SHIPPED), await small(readFileSync(SOURCE, 'utf8')));
}
