// Reads the pages of `provgen preview` as their user would: served, or exported into a folder.
//
// In: the address of the first page, a folder for pictures, their name, the names to look for as a list of
// `query=expected id of the place that it leads to`; then, for pages that are served, a file and two texts: the first is
// replaced by the second there, which the open page must show by itself. Out: a line of figures and exit code 0, or what
// went wrong and exit code 1.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, launch, open, picture } from './browser.mjs';

/** Searches with the keyboard alone, and follows the first find. */
async function find(page, query, id) {
  await page.keyboard.press('/');
  expect(await page.evaluate(() => document.activeElement.id === 'search'), '/ does not lead to the search box');
  await page.keyboard.type(query);
  await page.locator('#results [role=option]').first().waitFor();
  const first = await page.locator('#search').getAttribute('aria-activedescendant');
  expect(first === 'result-0', `the first find is not chosen: ${first}`);
  if ((await page.locator('#results [role=option]').count()) > 1) {
    await page.keyboard.press('ArrowDown');
    const second = await page.locator('#results [aria-selected=true]').getAttribute('id');
    expect(second === 'result-1', `an arrow leads to ${second}`);
    await page.keyboard.press('ArrowUp');
  }
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => decodeURIComponent(url.hash) === `#${id}`);
  const inView = (wanted) => {
    const box = document.getElementById(wanted)?.getBoundingClientRect();
    return box && box.top >= 0 && box.top < window.innerHeight;
  };
  await page.waitForFunction(inView, id);
}

/** Reads the contents, the colours and the copy buttons of a page that has them all. */
async function readCode(page) {
  const sections = page.locator('.contents a');
  expect((await sections.count()) > 2, 'the page lists no contents');
  await sections.last().click();
  await page.waitForFunction(() => document.getElementById(decodeURIComponent(location.hash.slice(1))));
  const code = page.locator('main pre code.language-sql').first();
  const shown = await page.evaluate((block) => {
    const color = (element) => getComputedStyle(element).color;
    return color(block) !== color(block.querySelector('.c-keyword'));
  }, await code.elementHandle());
  expect(shown, 'keywords look like other code');
  const button = page.locator('.block:has(code.language-sql) .copy').first();
  await button.click();
  await page.locator('.copy', { hasText: /Copied|Selected/ }).first().waitFor();
  if ((await button.textContent()) === 'Copied') {
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied === (await code.textContent()), `this was copied: ${copied}`);
  }
}

/** The contents of a page whose scripts don't run. */
async function withoutScripts(browser, origin, trouble, address) {
  const page = await open(browser, origin, trouble, { javaScriptEnabled: false });
  await page.goto(address);
  expect((await page.locator('.contents a').count()) > 2, 'without scripts the page lists no contents');
  expect((await page.locator('.copy').count()) === 0, 'without scripts there are buttons that do nothing');
  await page.context().close();
}

/** Milliseconds that the slowest of some searches takes, to the end of its list. */
const slowest = (page) =>
  page.evaluate(() => {
    const input = document.getElementById('search');
    const time = (query) => {
      const start = performance.now();
      input.value = query;
      input.dispatchEvent(new Event('input'));
      return performance.now() - start;
    };
    const times = ['a', 'name', 'get', 'list i', 'projects locations get', 'time when the resource was created', 'zzzz'].map(time);
    document.getElementById('results').hidden = true;
    return Math.max(...times);
  });

const [address, pictures, name, queries, file, before, after] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const origin = address.startsWith('file:') ? 'file:' : new URL(address).origin;
const browser = await launch();
const trouble = [];
try {
  const page = await open(browser, origin, trouble, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto(address);
  await page.locator('main h1').waitFor();
  const front = page.url();
  for (const entry of queries.split(',')) {
    const [query, id] = entry.split('=');
    await find(page, query, id);
  }
  const resource = page.url().replace(/#.*/, '');
  await page.locator('#search').fill('zzzz qqqq');
  await page.locator('#results', { hasText: 'Nothing fits' }).waitFor();
  const time = await slowest(page);
  if ((await page.locator('code.language-sql').count()) > 0) await readCode(page);
  await withoutScripts(browser, origin, trouble, resource);
  if (file) {
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(before, after));
    await page.getByText(after).first().waitFor();
  }
  await page.context().close();

  await picture(browser, origin, trouble, front, join(pictures, `${name}-front`));
  await picture(browser, origin, trouble, resource, join(pictures, `${name}-resource`));
  const searching = async (opened) => {
    await opened.keyboard.press('/');
    await opened.keyboard.type(queries.split('=')[0]);
    await opened.locator('#results [role=option]').first().waitFor();
  };
  await picture(browser, origin, trouble, front, join(pictures, `${name}-search`), searching);
  expect(trouble.length === 0, trouble.join('\n'));
  console.log(`searched ${queries.split(',').length} names, the slowest list in ${time.toFixed(1)} ms`);
} catch (error) {
  console.error(error.message, trouble.join('\n'));
  process.exitCode = 1;
} finally {
  await browser.close();
}
