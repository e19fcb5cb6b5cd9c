// Looks for texts in the index of a preview, as its search box does, without a browser.
//
// In: the script that finds, an index, and what is looked for. Out: for each of these a line: how many finds fit all of it, how
// words were read that aren't there, and the first find.
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const [script, index, ...queries] = process.argv.slice(2);
const page = { provgenIndex: (found) => (page.finder = page.provgenFinder(found)) };
page.window = page;
for (const file of [script, index]) vm.runInNewContext(readFileSync(file, 'utf8'), page, { filename: file });
for (const query of queries) {
  const { finds, whole, guessed } = page.finder.find(query, 1);
  const read = guessed.map(({ word, read: words }) => `${word} is ${words.join(' or ')}`);
  const first = finds.map(({ kind, where, name, detail }) => `${kind} ${where}.${name}${detail ? ` (${detail})` : ''}`);
  console.log(`${query}: ${[whole, ...read, ...first].join(', ')}`);
}
