// Buttons that copy: on each block of code, beside each name that a page offers to copy, and beside the page's own full
// name.
//
// Without this script the code can be selected as ever.
'use strict';

(() => {
  /** Copies a text; where no way of copying is left, selects the element that shows it. */
  async function copy(text, shown) {
    try {
      await navigator.clipboard.writeText(text);
      return 'Copied';
    } catch {
      // The browser refused, or the page came without encryption: there is an older way.
    }
    const field = document.createElement('textarea');
    field.className = 'status';
    field.value = text;
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand('copy');
    field.remove();
    if (isCopied) return 'Copied';
    getSelection().selectAllChildren(shown);
    return 'Selected';
  }

  /** A button that copies `text`, which `shown` shows, and says for a moment what came of it. */
  function button(text, shown, label) {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'copy';
    made.textContent = 'Copy';
    made.setAttribute('aria-label', label);
    let timer = 0;
    made.addEventListener('click', async () => {
      const word = await copy(text(), shown);
      made.focus();
      made.textContent = word;
      said.textContent = word;
      clearTimeout(timer);
      timer = setTimeout(() => {
        made.textContent = 'Copy';
        said.textContent = '';
      }, 1500);
    });
    return made;
  }

  /** What assistive technology reads out. */
  const said = document.createElement('p');
  said.className = 'status';
  said.setAttribute('role', 'status');
  document.body.append(said);

  for (const code of document.querySelectorAll('main pre > code')) {
    const block = document.createElement('div');
    block.className = 'block';
    code.parentElement.replaceWith(block);
    block.append(code.parentElement, button(() => code.textContent, code, 'Copy this code'));
    // What is too wide is moved by the keyboard, too.
    const { parentElement: shown } = code;
    if (shown.scrollWidth > shown.clientWidth) shown.tabIndex = 0;
  }
  // The provider's own name is a part of every other one, and of no statement.
  const trail = document.querySelector('.trail');
  const full = trail?.dataset.name.includes('.') ? trail.dataset.name : null;
  for (const code of document.querySelectorAll('main code')) {
    // A row of columns or parameters begins with the id that leads to it, and the name.
    const isOfRow = code.matches('td:first-child > a[id] + code');
    const isName = code.classList.contains('copyable') || code.textContent === full || isOfRow;
    if (isName && !code.closest('pre')) code.after(button(() => code.textContent, code, `Copy ${code.textContent}`));
  }
  const last = trail?.lastElementChild;
  if (full) last.append(button(() => full, last.firstElementChild, `Copy ${full}`));
})();
