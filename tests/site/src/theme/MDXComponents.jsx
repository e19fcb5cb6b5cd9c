// The elements that pages are made of: the theme's, and the one that src/anchors.mjs adds.
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import MDXComponents from '@theme-original/MDXComponents';

function Anchors({ ids }) {
  const { collectAnchor } = useBrokenLinks();
  ids.split(' ').forEach((id) => collectAnchor(id));
  return null;
}

export default { ...MDXComponents, Anchors };
