// Takes the picture in the README: the first page and an annex of the built site, side by side.
//
//   node tests/browser/screenshot.mjs SITE PICTURE
//
// SITE is the folder of a finished site, opened from disk: no server is needed. CHROMIUM names the
// browser, else /usr/bin/chromium is taken. Anything the pages ask for outside SITE is refused.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const WIDTH = 1280;
const HEIGHT = 1000;
const SHOWN = ["index.html", "annexes/th.html"];

const [site, picture] = process.argv.slice(2);
if (!site || !picture) {
  console.error("usage: node tests/browser/screenshot.mjs SITE PICTURE");
  process.exit(2);
}
for (const path of SHOWN) {
  if (!existsSync(resolve(site, path))) {
    console.error(`${resolve(site, path)} does not exist; run \`handbook build\` first`);
    process.exit(2);
  }
}

const root = pathToFileURL(resolve(site)).href + "/";
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--force-color-profile=srgb", "--font-render-hinting=none"],
});
try {
  const context = await browser.newContext({
    viewport: { width: WIDTH, height: HEIGHT },
    colorScheme: "light",
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "UTC",
  });
  await context.route("**/*", (route) => {
    const address = route.request().url();
    return address.startsWith(root) || address.startsWith("data:") ? route.continue() : route.abort();
  });
  const halves = [];
  for (const path of SHOWN) {
    const page = await context.newPage();
    await page.goto(root + path);
    await page.evaluate(() => document.fonts.ready);
    halves.push((await page.screenshot()).toString("base64"));
    await page.close();
  }
  const page = await context.newPage();
  await page.setViewportSize({ width: 2 * (WIDTH * 0.6) + 60, height: HEIGHT * 0.6 + 40 });
  const images = halves.map((bytes) => `<img src="data:image/png;base64,${bytes}" alt="">`).join("");
  await page.setContent(
    `<style>body{margin:0;padding:20px;display:flex;gap:20px;background:#d6dae0}` +
      `img{width:${WIDTH * 0.6}px;height:${HEIGHT * 0.6}px;display:block}</style>${images}`,
  );
  await page.screenshot({ path: picture });
} finally {
  await browser.close();
}
