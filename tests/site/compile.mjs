// Compiles each page below a folder with @mdx-js/mdx, as it is, and looks at what it became.
//
// In: a folder. Out: `compiled 17 pages: …` and exit code 0, or a line a problem and exit code 1. A problem is a page
// that doesn't compile, and one that compiles to what no page may hold: code that runs, an element or an address that is
// not on the lists below, a table whose rows don't come out as they are written.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { compile } from '@mdx-js/mdx';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';

const ELEMENTS = new Set(
  ('a b br code dd details div dl dt em h2 h3 h4 li ol p pre span strong sub summary sup table tbody td th thead tr ul ' +
    'CodeBlock CopyableCode TabItem Tabs').split(' '),
);
const ATTRIBUTES = new Set('className code defaultValue groupId href id label language queryString title value values'.split(' '));
const IMPORT = /^import [A-Z]\w+ from '@(?:site\/src\/components|theme)\/[\w/]+';$/;
const ADDRESS = /^(?:https?:\/\/|mailto:|#|[\w.-]+(?:\/|$))/;

/** Whether an expression is a value that is written out: nothing in it is computed. */
function isData(node) {
  switch (node?.type) {
    case 'Literal': return !node.regex;
    case 'TemplateLiteral': return node.expressions.length === 0;
    case 'ArrayExpression': return node.elements.every(isData);
    case 'ObjectExpression':
      return node.properties.every((property) => property.type === 'Property' && !property.computed && isData(property.value));
    default: return false;
  }
}

/** What is wrong with an expression's program; one that holds a comment alone is empty. */
function expressionProblem(program) {
  if (!program) return 'an expression that wasn’t parsed';
  if (program.body.length === 0) return null;
  const [statement] = program.body;
  const isOne = program.body.length === 1 && statement.type === 'ExpressionStatement';
  return isOne && isData(statement.expression) ? null : 'an expression that computes';
}

function* attributeProblems({ attributes }) {
  for (const { type, name, value } of attributes) {
    if (type !== 'mdxJsxAttribute') yield 'spread attributes';
    else if (!ATTRIBUTES.has(name)) yield `the attribute ${name}`;
    else if (typeof value === 'object' && value) {
      const problem = expressionProblem(value.data?.estree);
      if (problem) yield `${problem}, in the attribute ${name}`;
    } else if (name === 'href' && !ADDRESS.test(value)) yield `the address ${value}`;
  }
}

/** What is wrong with one node of a page's tree. */
function* problemsOf(node) {
  switch (node.type) {
    case 'mdxjsEsm':
      for (const line of node.value.split('\n').filter(Boolean)) if (!IMPORT.test(line)) yield `the module code ${line}`;
      break;
    case 'mdxFlowExpression':
    case 'mdxTextExpression': {
      const problem = expressionProblem(node.data?.estree);
      if (problem) yield `${problem}: ${node.value}`;
      break;
    }
    case 'mdxJsxFlowElement':
    case 'mdxJsxTextElement':
      if (!ELEMENTS.has(node.name)) yield `the element ${node.name}`;
      yield* attributeProblems(node);
      break;
    case 'link':
    case 'definition':
      if (!ADDRESS.test(node.url)) yield `the address ${node.url}`;
      break;
    case 'image':
    case 'imageReference':
      yield 'an image';
      break;
    case 'table': {
      const [head, ...rows] = node.children;
      for (const row of rows) {
        const [wanted, found] = [head.children.length, row.children.length];
        if (found !== wanted) yield `a row of ${found} cells, where the table has ${wanted}`;
      }
      break;
    }
    default:
  }
}

const isLink = ({ type, name }) => type === 'link' || type === 'linkReference' || name === 'a';

/** The nodes of a tree, each with the link that it is in. */
function* walk(node, link = null) {
  yield { node, link };
  for (const child of node.children ?? []) yield* walk(child, isLink(node) ? node : link);
}

/** Lines that are written as rows of a table, outside of blocks of code. */
function writtenRows(text) {
  let fence = false;
  return text.split('\n').filter((line) => {
    if (line.startsWith('```')) fence = !fence;
    return !fence && /^\|.*\|$/.test(line) && !/^\|(?: *:?-+:? *\|)+$/.test(line);
  }).length;
}

/** The problems of a page, each with its line, and the number of its rows. */
async function examine(text) {
  const problems = [];
  let rows = 0;
  const inspect = () => (tree) => {
    for (const { node, link } of walk(tree)) {
      const line = (node.position ?? link?.position)?.start.line ?? 1;
      if (node.type === 'tableRow') rows += 1;
      // An address becomes a link by itself; in another one, React finds what a browser can't have made.
      if (link && isLink(node)) problems.push(`${line}: a link within a link`);
      for (const problem of problemsOf(node)) problems.push(`${line}: ${problem}`);
    }
    const written = writtenRows(text);
    if (rows !== written) problems.push(`1: ${written} lines are written as rows, ${rows} came out`);
  };
  try {
    await compile(text, { remarkPlugins: [remarkFrontmatter, remarkGfm, inspect] });
  } catch (error) {
    problems.push(`${error.line ?? 1}: ${error.message}`);
  }
  return { problems, rows };
}

const [folder] = process.argv.slice(2);
const pages = readdirSync(folder, { recursive: true }).filter((name) => /\.mdx?$/.test(name)).sort();
let [broken, rows] = [0, 0];
for (const page of pages) {
  const found = await examine(readFileSync(join(folder, page), 'utf8'));
  rows += found.rows;
  broken += found.problems.length > 0 ? 1 : 0;
  for (const problem of found.problems) console.error(`${page}:${problem}`);
}
console.log(`compiled ${pages.length} pages: ${broken} with problems, ${rows} table rows`);
process.exitCode = broken > 0 || pages.length === 0 ? 1 : 0;
