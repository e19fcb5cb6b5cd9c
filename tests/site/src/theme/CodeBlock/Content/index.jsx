// The lines of a block of code, as one piece of HTML: the theme's own has an element and a style for each word and comma.
//
// Colours are those of src/css/pages.css. Blocks with numbers or marked lines are left to the theme.
import { useCodeBlockContext } from '@docusaurus/theme-common/internal';
import Original from '@theme-original/CodeBlock/Content';
import { Highlight } from 'prism-react-renderer';

const THEME = { plain: {}, styles: [] };
/** The kinds of words that have a colour. */
const KINDS = ['keyword', 'string', 'comment', 'number', 'boolean', 'property', 'atrule', 'variable'];

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function htmlOf({ types, content }) {
  const text = content === '\n' ? '' : escaped(content);
  // Operators of SQL are words, too.
  const isWord = types.includes('operator') && /^\w/.test(content);
  const kind = isWord ? 'keyword' : KINDS.find((kind) => types.includes(kind));
  return kind && text ? `<span class="${kind}">${text}</span>` : text;
}

export default function CodeBlockContent(props) {
  const { metadata, wordWrap } = useCodeBlockContext();
  const { code, language, lineNumbersStart, lineClassNames } = metadata;
  if (lineNumbersStart !== undefined || Object.keys(lineClassNames).length > 0) return <Original {...props} />;
  return (
    <Highlight theme={THEME} code={code} language={language}>
      {({ className, tokens }) => {
        const html = tokens.map((line) => line.map(htmlOf).join('')).join('\n');
        return (
          // What is too wide is moved by the keyboard, too.
          <pre ref={wordWrap.codeBlockRef} tabIndex={0} className={`${props.className ?? ''} ${className} code thin-scrollbar`.trim()}>
            <code dangerouslySetInnerHTML={{ __html: html }} />
          </pre>
        );
      }}
    </Highlight>
  );
}
