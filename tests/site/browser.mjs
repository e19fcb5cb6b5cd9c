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

/**
 * Texts that are hard to read, each with its contrast: less than 4.5:1 with the ground that it stands on, or 3:1 where it is
 * large, as WCAG 2.2 has it.
 */
const faint = (page) =>
  page.evaluate(() => {
    const parse = (color) => {
      const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
      return { rgb: [red, green, blue], alpha };
    };
    const over = (front, back) => front.rgb.map((part, n) => part * front.alpha + back[n] * (1 - front.alpha));
    const light = (rgb) => {
      const [r, g, b] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element) => {
      const own = parse(getComputedStyle(element).backgroundColor);
      if (own.alpha === 1) return own.rgb;
      return over(own, element.parentElement ? ground(element.parentElement) : [255, 255, 255]);
    };
    const found = [];
    const seen = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || seen.has(element) || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      seen.add(element);
      const style = getComputedStyle(element);
      const back = ground(element);
      const [one, two] = [light(over(parse(style.color), back)), light(back)].sort((a, b) => b - a);
      const contrast = (one + 0.05) / (two + 0.05);
      const size = parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (contrast < (isLarge ? 3 : 4.5)) found.push(`${contrast.toFixed(2)}: ${element.className || element.localName}: ${node.data.trim().slice(0, 40)}`);
    }
    return [...new Set(found)];
  });

/** `act`, after which texts that are hard to read are added to `trouble`: for pages whose colours are provgen's. */
export const legible = (trouble, act = async () => {}) => async (page) => {
  await act(page);
  const scheme = (await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)) ? 'dark' : 'light';
  for (const text of await faint(page)) trouble.push(`${page.url()}, ${scheme}: hard to read: ${text}`);
};

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
