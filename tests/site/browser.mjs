// Chromium as the browser tests use it: headless, Debian's, and strict about what the console says.
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

export const WINDOWS = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

/** The program to run: the one that CHROMIUM names, else the first on the PATH. */
function program() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const paths = (process.env.PATH ?? '').split(':').flatMap((folder) => names.map((name) => join(folder, name)));
  const found = paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!found) throw new Error('there is no Chromium on the PATH, and CHROMIUM names none');
  return found;
}

export const launch = () => chromium.launch({ executablePath: program() });

/** Opens a window; what goes wrong in it from then on, and each request that leaves for elsewhere, is added to `trouble`. */
export async function open(browser, origin, trouble, options = {}) {
  const context = await browser.newContext({ viewport: WINDOWS.wide, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) trouble.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => trouble.push(`script: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 400) trouble.push(`${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    const isLocal = request.url().startsWith(origin) || request.url().startsWith('data:');
    if (!isLocal) trouble.push(`asked elsewhere: ${request.url()}`);
  });
  return page;
}

/** Fails with a word that says what was expected. */
export function expect(isTrue, word) {
  if (!isTrue) throw new Error(word);
}

/** Keeps pictures of a page in each window, light and dark, after `act`; adds to `trouble` when it must be moved sideways to be read. */
export async function picture(browser, origin, trouble, address, path, act = async () => {}) {
  for (const [name, viewport] of Object.entries(WINDOWS)) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await open(browser, origin, trouble, { viewport, colorScheme });
      await page.goto(address, { waitUntil: 'networkidle' });
      await act(page);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) trouble.push(`${address} is ${over} pixels too wide for a ${name} window`);
      await page.screenshot({ path: `${path}-${name}-${colorScheme}.png` });
      await page.context().close();
    }
  }
}
