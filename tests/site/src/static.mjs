// Makes static HTML of the parts of a page that do nothing: tables, paragraphs, lists, what opens.
//
// React would otherwise make an element of each cell and each name when the site is built, have them once more in the
// script of the page, and go through all of them again in the reader's browser. In: a page's tree. Out: the tree with
// neighbours that do nothing as one `<Static html="…">`, which src/theme/MDXComponents.jsx gives a meaning. Headings,
// components, blocks of code and what has a link to another page of the site stay as they are.

const ELEMENTS = new Set(
  ('a abbr b blockquote br code dd del details div dl dt em h4 h5 h6 hr i kbd li ol p s samp small span strong sub ' +
    'summary sup table tbody td tfoot th thead tr u ul var').split(' '),
);
const ATTRIBUTES = { align: 'align', className: 'class', href: 'href', id: 'id', open: 'open', start: 'start', title: 'title' };
const VOID = new Set(['br', 'hr']);
const LEADS_ELSEWHERE = /^(https?|mailto):/;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const attribute = (name, value) => ` ${name}="${escaped(value).replaceAll('"', '&quot;')}"`;

/** The attributes of a node as HTML; nothing where one of them is computed, or isn't one of these. */
function attributesOf(node) {
  if (node.type !== 'element' && node.attributes.some(({ type, value }) => type !== 'mdxJsxAttribute' || value?.type)) {
    return undefined;
  }
  const given = node.type === 'element'
    ? Object.entries(node.properties ?? {})
    : node.attributes.map(({ name, value }) => [name, value ?? true]);
  let text = '';
  for (const [key, value] of given) {
    const name = ATTRIBUTES[key];
    if (value === false || value === undefined || value === null || !name) return undefined;
    if (name === 'align') {
      text += attribute('style', `text-align:${value}`);
      continue;
    }
    text += value === true ? ` ${name}` : attribute(name, Array.isArray(value) ? value.join(' ') : String(value));
    if (name !== 'href') continue;
    if (LEADS_ELSEWHERE.test(value)) text += ' target="_blank" rel="noopener noreferrer"';
    else if (!value.startsWith('#')) return undefined;
  }
  return text;
}

/** A node as HTML; nothing where it has to stay as it is. */
function staticOf(node) {
  if (node.type === 'text') return escaped(node.value);
  const isElement = ['element', 'mdxJsxFlowElement', 'mdxJsxTextElement'].includes(node.type);
  // Docusaurus has made this name of `details`.
  const name = node.name === 'Details' ? 'details' : (node.tagName ?? node.name);
  if (!isElement || !ELEMENTS.has(name)) return undefined;
  const attributes = attributesOf(node);
  const inner = attributes === undefined ? undefined : allOf(node.children);
  if (inner === undefined) return undefined;
  return VOID.has(name) ? `<${name}${attributes}>` : `<${name}${attributes}>${inner}</${name}>`;
}

function allOf(nodes) {
  let text = '';
  for (const node of nodes) {
    const one = staticOf(node);
    if (one === undefined) return undefined;
    text += one;
  }
  return text;
}

const isBlank = (node) => node.type === 'text' && node.value.trim() === '';

/** The children of the page, or of a component, with neighbours made one. */
function joined(nodes) {
  const out = [];
  let open;
  for (const node of nodes.filter((node) => !isBlank(node))) {
    const text = node.type === 'text' ? undefined : staticOf(node);
    if (text === undefined) {
      open = undefined;
      const isComponent = node.type === 'mdxJsxFlowElement' && /^[A-Z]/.test(node.name ?? '');
      out.push(isComponent ? { ...node, children: joined(node.children) } : node);
    } else if (open) {
      open.value += text;
    } else {
      open = { type: 'mdxJsxAttribute', name: 'html', value: text };
      out.push({ type: 'mdxJsxFlowElement', name: 'Static', attributes: [open], children: [] });
    }
  }
  return out;
}

export default function statics() {
  return (tree) => {
    tree.children = joined(tree.children);
  };
}
