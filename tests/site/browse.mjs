// Reads a built site as its user would.
//
// In: the site's folder, a folder for pictures, and for each style the names to go by: `classic=google/dataproc/sessions`.
// Out: a line a style and exit code 0; or what went wrong and exit code 1. Clicks from the provider's page to the
// resource's; on pages that have them follows a method's link and a parameter's, and opens the details of an enumeration.
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

import handler from 'serve-handler';

import { expect, launch, open, picture } from './browser.mjs';

/** Styles whose pages have links within the page; `sample` is written by hand to have each part of such a page once. */
const LINKED = new Set(['registry', 'sample']);

/** Clicks the first link of `page` that leads to an id which starts with `prefix`, and sees that it is there and in view. */
async function follow(page, prefix) {
  const link = page.locator(`main a[href^="#${prefix}"]`).first();
  const target = (await link.getAttribute('href')).slice(1);
  await link.click();
  await page.waitForURL((url) => url.hash === `#${target}`);
  expect((await page.locator(`[id="${target}"]`).count()) === 1, `#${target} is not there once`);
  await page.waitForFunction((id) => {
    const { top } = document.getElementById(id).getBoundingClientRect();
    return top >= 0 && top < window.innerHeight;
  }, target);
}

async function readLinked(page) {
  await follow(page, 'method-');
  await follow(page, 'parameter-');
  const details = page.locator('main details').filter({ has: page.locator('code') }).first();
  const value = details.locator('code').first();
  expect(!(await value.isVisible()), 'an enumeration shows its values before it is opened');
  await details.locator('summary').click();
  await value.waitFor({ state: 'visible' });
}

async function read(browser, origin, style, names, pictures) {
  const trouble = [];
  const [provider, service, resource] = names;
  const page = await open(browser, origin, trouble);
  await page.goto(origin);
  await page.getByRole('link', { name: `${provider}, style ${style}`, exact: true }).click();
  await page.waitForURL((url) => url.pathname.startsWith(`/${style}/`));
  const visited = [['provider', page.url()]];
  for (const [kind, name] of [['service', service], ['resource', resource]]) {
    await page.locator('main').getByRole('link', { name, exact: true }).first().click();
    await page.waitForURL((url) => url.pathname.endsWith(`/${name}/`));
    visited.push([kind, page.url()]);
    // The address changes a moment before the page does.
    const isHeaded = (name) => document.querySelector('main h1')?.innerText.trim().split('.').at(-1) === name;
    await page.waitForFunction(isHeaded, name).catch(async () => {
      throw new Error(`the page of ${name} is headed ${await page.locator('main h1').innerText()}`);
    });
  }
  if (LINKED.has(style)) await readLinked(page);
  await page.context().close();
  for (const [kind, address] of visited) {
    await picture(browser, origin, trouble, address, join(pictures, `${style}-${kind}`));
  }
  expect(trouble.length === 0, trouble.join('\n'));
  console.log(`read ${visited.length} kinds of page, style ${style}`);
}

const [site, pictures, ...styles] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const server = createServer((request, response) => handler(request, response, { public: site, trailingSlash: true }));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await launch();
try {
  for (const entry of styles) {
    const [style, names] = entry.split('=');
    await read(browser, `http://127.0.0.1:${server.address().port}`, style, names.split('/'), pictures);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await browser.close();
  server.close();
}
