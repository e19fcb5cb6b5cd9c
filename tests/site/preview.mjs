// Reads the pages of `provgen preview` as their user would: served, or exported into a folder.
//
// In: the address of the first page, a folder for pictures, their name, the names to look for as a list of
// `query=expected id of the place that it leads to`; then, for pages that are served, a file and two texts: the first is
// replaced by the second there, which the open page must show by itself. Out: a line of figures and exit code 0, or what
// went wrong and exit code 1.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, launch, legible, open, picture, WINDOWS } from './browser.mjs';

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

/** The section that the contents mark as the one that is read. */
const current = (page) => page.locator('.contents a[aria-current]');

/** Follows the contents of a page that has some: they mark what is read, at the side and, in a narrow window, in a bar. */
async function readContents(page) {
  const sections = page.locator('.contents a');
  const count = await sections.count();
  expect(count > 2, 'the page lists no contents');
  for (const at of [0, count >> 1, count - 1, 1]) {
    const section = sections.nth(at);
    await section.click();
    await page.waitForFunction(() => document.getElementById(decodeURIComponent(location.hash.slice(1))));
    const title = await section.textContent();
    await current(page).filter({ hasText: title }).waitFor();
    expect((await current(page).count()) === 1, 'more than one section is marked');
  }
  // Whoever scrolls is followed without a click.
  const headings = await page.locator('main :is(h2, h3)[id]').evaluateAll((all) => all.map((one) => one.textContent));
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await page.evaluate(() => history.replaceState(null, '', location.pathname));
  await page.evaluate(() => window.dispatchEvent(new Event('scroll')));
  await current(page).filter({ hasText: headings.at(-1) }).waitFor();
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.waitForFunction(() => !document.querySelector('.contents a[aria-current]')?.textContent.includes('examples'));
}

/** The contents in a narrow window: a bar that names the section, and opens by the keyboard. */
async function readBar(page) {
  await page.setViewportSize(WINDOWS.phone);
  const bar = page.locator('.contents summary');
  await page.locator('.contents ul').first().waitFor({ state: 'hidden' });
  await bar.focus();
  await page.keyboard.press('Enter');
  const last = page.locator('.contents a').last();
  await last.click();
  expect(!(await last.isVisible()), 'the list stays open over the page');
  const box = await bar.boundingBox();
  expect(box && box.y >= 0 && box.y < 120, 'the bar goes away');
  await page.locator('.contents .here', { hasText: /./ }).waitFor();
  await bar.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  expect(!(await last.isVisible()), 'Escape does not close the list');
  await page.setViewportSize(WINDOWS.wide);
}

/** Reads the colours and the copy buttons of a page that has them. */
async function readCode(page) {
  const code = page.locator('main pre code.language-sql').first();
  const shown = await page.evaluate((block) => {
    const color = (element) => getComputedStyle(element).color;
    return color(block) !== color(block.querySelector('.c-keyword'));
  }, await code.elementHandle());
  expect(shown, 'keywords look like other code');
  await copies(page, page.locator('.block:has(code.language-sql) .copy').first(), await code.textContent());
  const blocks = await page.locator('main pre').count();
  expect((await page.locator('main .block .copy').count()) === blocks, 'a block has no button');
}

/** The full name of a page is copied beside the trail, and where the page shows it. */
async function copyNames(page) {
  const name = await page.locator('.trail').getAttribute('data-name');
  expect(name.split('.').length === 3, `the page is called ${name}`);
  await copies(page, page.locator('.trail .copy'), name);
  const shown = page.locator('main code', { hasText: new RegExp(`^${name}$`) }).first();
  await shown.hover();
  await copies(page, page.locator('main code + .copy').first(), await shown.textContent());
}

/** Presses a button, and expects what it copies. */
async function copies(page, button, text) {
  await page.evaluate(() => navigator.clipboard?.writeText('nothing'));
  await button.click();
  await page.locator('.copy', { hasText: /Copied|Selected/ }).first().waitFor();
  if ((await button.textContent()) !== 'Copied') return;
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied === text, `this was copied: ${copied}`);
}

/** Buttons copy, too, where the browser keeps its clipboard to itself: on pages that come without encryption. */
async function withoutClipboard(browser, origin, trouble, address) {
  const page = await open(browser, origin, trouble);
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
    window.copied = [];
    document.addEventListener('copy', () => window.copied.push(document.activeElement.value ?? ''));
  });
  await page.goto(address);
  await page.locator('.trail .copy').click();
  await page.locator('.copy', { hasText: /Copied|Selected/ }).first().waitFor();
  const [name, copied] = await page.evaluate(() => [document.querySelector('.trail').dataset.name, window.copied[0]]);
  expect(copied === name, `this was copied without a clipboard: ${copied}`);
  expect(await page.locator('.trail .copy').evaluate((button) => button === document.activeElement), 'the focus is lost');
  await page.context().close();
}

/** A word with a slip is read as the nearest one, and the list says so. */
async function slip(page) {
  await page.locator('#search').fill('sesions creatTime');
  await page.locator('.panel .note', { hasText: 'this is for “sessions”' }).waitFor();
  const first = page.locator('#results [role=option]').first();
  expect((await first.textContent()).includes('createTime'), `a slip finds ${await first.textContent()}`);
  expect((await first.locator('mark').count()) > 0, 'what fits is not marked');
  await page.keyboard.press('PageDown');
  const chosen = await page.locator('#results [aria-selected=true]').getAttribute('id');
  expect(chosen === 'result-8', `a page further is ${chosen}`);
  await page.keyboard.press('Escape');
  expect(!(await page.locator('.panel').isVisible()), 'Escape does not close the list');
}

/** The contents of a page whose scripts don't run. */
async function withoutScripts(browser, origin, trouble, address) {
  const page = await open(browser, origin, trouble, { javaScriptEnabled: false });
  await page.goto(address);
  expect((await page.locator('.contents a').count()) > 2, 'without scripts the page lists no contents');
  expect(await page.locator('.contents a').last().isVisible(), 'without scripts the contents are closed');
  expect(!(await page.locator('.search').isVisible()), 'without scripts there is a search box that does nothing');
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
    const times = ['a', 'name', 'get', 'list i', 'projects locations get', 'time when the resource was created', 'sesionz creatTim', 'zzzz'].map(time);
    document.querySelector('.search .panel').hidden = true;
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
  await page.locator('.panel .note', { hasText: 'Nothing fits' }).waitFor();
  await slip(page);
  const time = await slowest(page);
  await readContents(page);
  await readBar(page);
  if ((await page.locator('code.language-sql').count()) > 0) await readCode(page);
  await copyNames(page);
  await withoutClipboard(browser, origin, trouble, resource);
  await withoutScripts(browser, origin, trouble, resource);
  if (file) {
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(before, after));
    await page.getByText(after).first().waitFor();
  }
  await page.context().close();

  await picture(browser, origin, trouble, front, join(pictures, `${name}-front`), legible(trouble));
  await picture(browser, origin, trouble, resource, join(pictures, `${name}-resource`), legible(trouble));
  const searching = async (opened) => {
    await opened.keyboard.press('/');
    await opened.keyboard.type(queries.split('=')[0]);
    await opened.locator('#results [role=option]').first().waitFor();
  };
  await picture(browser, origin, trouble, front, join(pictures, `${name}-search`), legible(trouble, searching));
  expect(trouble.length === 0, trouble.join('\n'));
  console.log(`searched ${queries.split(',').length} names, the slowest list in ${time.toFixed(1)} ms`);
} catch (error) {
  console.error(error.message, trouble.join('\n'));
  process.exitCode = 1;
} finally {
  await browser.close();
}
