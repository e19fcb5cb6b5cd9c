// Buttons that copy code: on each block, and beside each name that a page offers to copy.
//
// Without this script, or where a browser keeps its clipboard to itself, the code can be selected as ever.
'use strict';

(() => {
  if (!navigator.clipboard) return;

  /** A button that copies the text of `code`, and says for a moment what came of it. */
  function button(code, label) {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'copy';
    made.textContent = 'Copy';
    made.setAttribute('aria-label', label);
    let timer = 0;
    made.addEventListener('click', async () => {
      let word = 'Copied';
      try {
        await navigator.clipboard.writeText(code.textContent);
      } catch {
        // The browser refused: the code is selected for the keyboard.
        word = 'Selected';
        getSelection().selectAllChildren(code);
      }
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
    block.append(code.parentElement, button(code, 'Copy this code'));
  }
  for (const code of document.querySelectorAll('main code.copyable')) {
    code.after(button(code, `Copy ${code.textContent}`));
  }
})();
