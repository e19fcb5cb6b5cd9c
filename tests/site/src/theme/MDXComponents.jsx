// The elements that pages are made of: the theme's, and those that src/anchors.mjs and src/static.mjs add.
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import MDXComponents from '@theme-original/MDXComponents';

function Anchors({ ids }) {
  const { collectAnchor } = useBrokenLinks();
  ids.split(' ').forEach((id) => collectAnchor(id));
  return null;
}

/** HTML that does nothing. While the site is built, Docusaurus is told of its ids, and of its links within the page. */
function Static({ html }) {
  const { collectAnchor, collectLink } = useBrokenLinks();
  if (typeof window === 'undefined') {
    for (const [, id] of html.matchAll(/ id="([^"]*)"/g)) collectAnchor(id);
    for (const [, link] of html.matchAll(/ href="(#[^"]*)"/g)) collectLink(link);
  }
  return <div className="static" dangerouslySetInnerHTML={{ __html: html }} />;
}

export default { ...MDXComponents, Anchors, Static };
