// A name to copy: pages of style registry import it.
//
// In: `code`, a text on one line. Out: the text as code, and a button that puts it on the clipboard and says so.
import { useEffect, useState } from 'react';

import styles from './CopyableCode.module.css';

export default function CopyableCode({ code }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => navigator.clipboard.writeText(code).then(() => setCopied(true), () => setCopied(false));
  return (
    <span className={styles.name}>
      <code>{code}</code>
      <button type="button" className={styles.copy} onClick={copy} aria-label={`Copy ${code}`}>
        {copied ? 'copied' : 'copy'}
      </button>
    </span>
  );
}
