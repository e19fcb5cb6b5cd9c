// Tells Docusaurus of the ids that pages write as HTML (`<a id="…">`, `<h3 id="…">`).
//
// It collects the ids of Markdown headings alone, and would take a link to any other for a broken one. In: a page's tree.
// Out: the tree with an `<Anchors>` at its end, which src/theme/MDXComponents.jsx gives a meaning.
const isElement = ({ type }) => type === 'mdxJsxFlowElement' || type === 'mdxJsxTextElement';

function idsOf(node) {
  const own = isElement(node) ? node.attributes.filter(({ name }) => name === 'id').map(({ value }) => value) : [];
  return [...own, ...(node.children ?? []).flatMap(idsOf)];
}

export default function anchors() {
  return (tree) => {
    const ids = idsOf(tree);
    if (ids.length === 0) return;
    const attributes = [{ type: 'mdxJsxAttribute', name: 'ids', value: ids.join(' ') }];
    tree.children.push({ type: 'mdxJsxFlowElement', name: 'Anchors', attributes, children: [] });
  };
}
