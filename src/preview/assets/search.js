// The search box: what `find.js` finds, as a list that the keyboard goes through.
//
// In: the index that search-index.js hands to `provgenIndex`, loaded when someone begins to search. Out: links to
// services, resources, views, columns and methods. Without this script the pages are whole, but for the search box.
'use strict';

(() => {
  const root = document.documentElement.dataset.root ?? '';
  const box = document.querySelector('.search');
  const input = document.getElementById('search');
  const panel = box.querySelector('.panel');
  const list = document.getElementById('results');
  const [above, below] = panel.querySelectorAll('.note');
  const status = box.querySelector('.status');
  const SHOWN = 40;

  /** Null until the index is there. */
  let finder = null;
  let isLoading = false;
  let chosen = -1;

  window.provgenIndex = (index) => {
    finder = window.provgenFinder(index);
    search();
    // The first slip shouldn't have to wait for what the browser can do between two letters.
    (window.requestIdleCallback ?? ((call) => setTimeout(call, 300)))(finder.prepare);
  };

  function load() {
    if (finder || isLoading) return;
    isLoading = true;
    const script = document.createElement('script');
    script.src = `${root}search-index.js`;
    script.onerror = () => {
      isLoading = false;
      show([], [], '', 'The index can’t be loaded.');
    };
    document.head.append(script);
  }

  function search() {
    const typed = input.value.trim();
    if (!typed) return close();
    if (!finder) return load();
    const { finds, whole, words, guessed } = finder.find(input.value.trimStart(), SHOWN);
    const quoted = (words) => words.map((word) => `“${word}”`).join(', ');
    const notes = guessed.map(({ word, read }) => `No word begins with “${word}”: this is for ${quoted(read)}.`);
    if (finds.length > 0 && whole === 0) notes.push('Nothing fits all words: these fit some of them.');
    const others = (whole - SHOWN).toLocaleString('en');
    const more = whole > SHOWN ? `${others} more: add a word, such as the name of a service.` : '';
    return show(finds, words, notes.join(' '), finds.length > 0 ? more : `Nothing fits “${typed}”.`);
  }

  /** A text in which the places of words are marked. */
  function marked(text, words) {
    const low = text.toLowerCase();
    const parts = [];
    let from = 0;
    while (from < text.length) {
      const places = words.map((word) => [low.indexOf(word, from), word.length]).filter(([at]) => at >= 0);
      // The first place, and there the longest word.
      const [at, length] = places.sort((a, b) => a[0] - b[0] || b[1] - a[1])[0] ?? [text.length, 0];
      parts.push(text.slice(from, at));
      if (length > 0) {
        const mark = document.createElement('mark');
        mark.textContent = text.slice(at, at + length);
        parts.push(mark);
      }
      from = at + Math.max(length, 1);
    }
    return parts;
  }

  function part(name, content) {
    const span = document.createElement('span');
    span.className = name;
    span.append(...content);
    return span;
  }

  function row(item, index, words) {
    const made = document.createElement('li');
    made.id = `result-${index}`;
    made.setAttribute('role', 'option');
    made.setAttribute('aria-selected', 'false');
    const link = document.createElement('a');
    link.href = root + item.address;
    link.tabIndex = -1;
    const where = item.detail ? `${item.where} · ${item.detail}` : item.where;
    link.append(part('kind', [item.kind]), part('name', marked(item.name, words)), part('where', marked(where, words)));
    if (item.about) link.append(part('about', marked(item.about, words)));
    made.append(link);
    return made;
  }

  /** Shows finds, with a note above and one below them. */
  function show(items, words, before, after) {
    chosen = -1;
    // A letter alone would be marked all over.
    const told = words.filter((word) => word.length > 1 || words.length === 1);
    list.replaceChildren(...items.map((item, index) => row(item, index, told)));
    list.hidden = items.length === 0;
    for (const [note, text] of [[above, before], [below, after]]) {
      note.textContent = text;
      note.hidden = !text;
    }
    panel.hidden = false;
    panel.scrollTop = 0;
    input.setAttribute('aria-expanded', String(items.length > 0));
    input.removeAttribute('aria-activedescendant');
    const count = items.length === 1 ? '1 result' : `${items.length} results`;
    status.textContent = [before, items.length > 0 ? count : '', after].filter(Boolean).join(' ');
    if (items.length > 0) choose(0);
  }

  function close() {
    panel.hidden = true;
    chosen = -1;
    status.textContent = '';
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function choose(index) {
    const rows = list.children;
    if (rows.length === 0) return;
    rows[chosen]?.setAttribute('aria-selected', 'false');
    chosen = (index + rows.length) % rows.length;
    const row = rows[chosen];
    row.setAttribute('aria-selected', 'true');
    // The first one is shown with the note above it.
    if (chosen === 0) panel.scrollTop = 0;
    else row.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', row.id);
  }

  box.hidden = false;
  input.addEventListener('focus', load);
  input.addEventListener('input', search);
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const isOpen = !panel.hidden;
    const keys = {
      ArrowDown: () => (isOpen ? choose(chosen + 1) : search()),
      ArrowUp: () => isOpen && choose(chosen - 1),
      PageDown: () => isOpen && choose(Math.min(chosen + 8, list.children.length - 1)),
      PageUp: () => isOpen && choose(Math.max(chosen - 8, 0)),
      Enter: () => {
        const link = list.children[chosen]?.querySelector('a');
        if (!isOpen || !link) return;
        // As of any link: with Ctrl or Cmd in a tab of its own.
        if (event.ctrlKey || event.metaKey) window.open(link.href, '_blank', 'noopener');
        else link.click();
      },
      Escape: () => {
        if (isOpen) close();
        else input.blur();
      },
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  list.addEventListener('click', (event) => {
    if (event.target.closest('a')) close();
  });
  // Whoever leaves the box by the pointer or by Tab is done with it.
  document.addEventListener('click', (event) => {
    if (!box.contains(event.target)) close();
  });
  box.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !box.contains(event.relatedTarget)) close();
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = /^(?:INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
})();
