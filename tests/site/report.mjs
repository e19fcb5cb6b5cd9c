// Reads the page of `provgen diff --format html` as its user would: filtered by keyboard and by what a screen reader is told,
// and once without scripts.
//
// In: the page's file, a folder for pictures. Out: a line of figures and exit code 0, or what went wrong and exit code 1.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect, launch, legible, open, picture } from './browser.mjs';

const [file, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const address = `file://${file}`;
const browser = await launch();
const trouble = [];

/** Findings that are to be seen where all groups are open. */
const seen = (page) => page.locator('.group li:not([hidden])').count();

/** Waits until the page says how many findings it shows, and until that is true. */
async function shows(page, count, of) {
  await page.getByRole('status').filter({ hasText: `${count} of ${of} findings` }).waitFor();
  const found = await page.evaluate(() => document.querySelectorAll('.group:not([hidden]) li:not([hidden])').length);
  expect(found === count, `${found} findings are shown instead of ${count}`);
}

try {
  const still = await open(browser, 'file:', trouble, { javaScriptEnabled: false });
  await still.goto(address);
  const all = await seen(still);
  expect(await still.locator('.group li').last().isVisible(), 'without a script the last finding is hidden');
  expect((await still.getByRole('search').count()) === 0, 'without a script there are filters');
  const counts = {};
  for (const severity of ['breaking', 'risky', 'deprecated', 'additive', 'docs']) {
    counts[severity] = await still.locator(`.group li[data-severity=${severity}]`).count();
  }
  // Nothing that changes no statement is shown at first but what is new.
  const first = all - counts.docs - counts.deprecated;
  await still.context().close();

  const page = await open(browser, 'file:', trouble);
  await page.goto(address);
  await shows(page, first, all);
  expect((await page.getByRole('heading', { level: 1 }).count()) === 1, 'there is no title');
  await page.getByRole('checkbox', { name: /^breaking/ }).focus();
  await page.keyboard.press('Space');
  await shows(page, first - counts.breaking, all);
  await page.getByRole('button', { name: 'Reset' }).click();
  await shows(page, first, all);
  const cause = page.locator('.causes button').first();
  const print = await cause.getAttribute('data-cause');
  await cause.click();
  await shows(page, await page.locator(`.group li[data-cause="${print}"]`).count(), all);
  await page.getByRole('button', { name: 'Reset' }).click();
  await shows(page, first, all);
  const rule = await page.locator('.group li').first().getAttribute('data-rule');
  await page.getByLabel('Rule').selectOption(rule);
  const ofRule = await page.locator(`.group li[data-rule="${rule}"]`).count();
  await shows(page, ofRule, all);
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByLabel('Words').fill('there is no such thing');
  await shows(page, 0, all);
  await page.getByText('No finding fits these filters.').waitFor();
  await page.getByLabel('Words').fill('');
  await shows(page, first, all);
  await page.getByRole('button', { name: 'Close all' }).click();
  expect((await page.locator('.group[open]:not([hidden])').count()) === 0, 'a group is open still');
  await page.locator('.group:not([hidden]) summary').first().focus();
  await page.keyboard.press('Enter');
  expect(await page.locator('.group:not([hidden]) li:not([hidden])').first().isVisible(), 'Enter opens no group');
  await page.context().close();

  await picture(browser, 'file:', trouble, address, join(pictures, 'report'), legible(trouble));
  expect(trouble.length === 0, trouble.join('\n'));
  console.log(`filtered ${all} findings`);
} catch (error) {
  console.error(error.message, trouble.join('\n'));
  process.exitCode = 1;
} finally {
  await browser.close();
}
