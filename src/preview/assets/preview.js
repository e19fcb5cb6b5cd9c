// Search, and pages that follow the builds of a running server.
//
// In: the names that search-index.js hands to `provgenIndex`, loaded when someone begins to search. Out: links to
// services, resources, columns and methods. Without this script the pages are whole, but for the search box.
'use strict';

(() => {
  const page = document.documentElement;
  const root = page.dataset.root ?? '';
  const box = document.querySelector('.search');
  const input = document.getElementById('search');
  const list = document.getElementById('results');
  const status = box.querySelector('.status');
  const SHOWN = 40;
  const KINDS = { service: 0, resource: 1, method: 2, column: 3 };

  /** Everything that can be found: null until the index is there. */
  let entries = null;
  let loading = false;
  let chosen = -1;

  const entry = (kind, name, where, detail, address) => ({
    kind, name, where, detail, address,
    low: name.toLowerCase(),
    // What words of a search may stand in, beside the name.
    around: `${where} ${detail}`.toLowerCase(),
  });

  window.provgenIndex = ({ provider, verbs, services }) => {
    const found = [];
    for (const [service, title, folder, resources] of services) {
      const home = `${provider}.${service}`;
      found.push(entry('service', service, provider, title, `${folder}index.html`));
      for (const [resource, columns, methods, own] of resources) {
        const address = own ?? `${folder}${resource}/index.html`;
        const id = `${home}.${resource}`;
        found.push(entry('resource', resource, home, title, address));
        for (const column of columns) {
          found.push(entry('column', column, id, '', `${address}#${encodeURIComponent(`col-${column}`)}`));
        }
        for (const [verb, names] of Object.entries(methods)) {
          for (const name of names) {
            found.push(entry('method', name, id, verbs[verb], `${address}#${encodeURIComponent(`method-${name}`)}`));
          }
        }
      }
    }
    entries = found;
    search();
  };

  function load() {
    if (entries || loading) return;
    loading = true;
    const script = document.createElement('script');
    script.src = `${root}search-index.js`;
    script.onerror = () => {
      loading = false;
      show([], ['The index can’t be loaded.']);
    };
    document.head.append(script);
  }

  /** How well a word fits a name: the whole, its start, the start of a part, any part; 0 for not at all. */
  function fit(name, low, word) {
    if (low === word) return 100;
    const at = low.indexOf(word);
    if (at < 0) return 0;
    if (at === 0) return 60 - Math.min(20, low.length - word.length);
    const before = name[at - 1];
    const startsPart = before === '_' || before === '.' || before === '-' || name[at] !== low[at];
    return startsPart ? 25 : 10;
  }

  /** How well an entry fits all words; 0 for not at all. One of them must be in its name. */
  function rank(item, words) {
    let [sum, named] = [0, false];
    for (const word of words) {
      const own = fit(item.name, item.low, word);
      if (own > 0) {
        sum += own;
        named = true;
      } else if (item.around.includes(word)) sum += 5;
      else return 0;
    }
    return named ? sum + 4 * (3 - KINDS[item.kind]) : 0;
  }

  /** The better fit first; of equal ones what holds others, and what stands higher up. */
  const order = (a, b) =>
    b.score - a.score || KINDS[a.item.kind] - KINDS[b.item.kind] || a.item.where.length - b.item.where.length ||
    (a.item.where < b.item.where ? -1 : 1);

  function search() {
    const text = input.value.trim().toLowerCase();
    if (!text) return close();
    if (!entries) return load();
    const words = text.split(/[\s.]+/).filter(Boolean);
    const found = [];
    const counts = [];
    for (const item of entries) {
      const score = rank(item, words);
      if (score === 0) continue;
      found.push({ item, score });
      counts[score] = (counts[score] ?? 0) + 1;
    }
    // A letter finds most of all names: only those that can be shown are put in order.
    let least = counts.length;
    for (let above = 0; least > 0 && above < SHOWN; ) {
      least -= 1;
      above += counts[least] ?? 0;
    }
    const best = found.filter(({ score }) => score >= least);
    best.sort(order);
    const more = found.length - SHOWN;
    const notes = [];
    if (found.length === 0) notes.push(`Nothing is called “${input.value.trim()}”.`);
    if (more > 0) notes.push(`${more} more: add a word, such as the name of a service.`);
    return show(best.slice(0, SHOWN).map(({ item }) => item), notes, words);
  }

  /** A text in which the first place of a word is marked. */
  function marked(text, words) {
    const low = text.toLowerCase();
    const word = words.filter((candidate) => low.includes(candidate)).sort((a, b) => b.length - a.length)[0];
    if (!word) return [text];
    const at = low.indexOf(word);
    const mark = document.createElement('mark');
    mark.textContent = text.slice(at, at + word.length);
    return [text.slice(0, at), mark, text.slice(at + word.length)];
  }

  function part(name, content) {
    const span = document.createElement('span');
    span.className = name;
    span.append(...content);
    return span;
  }

  function show(items, notes, words = []) {
    chosen = -1;
    const rows = items.map((item, index) => {
      const row = document.createElement('li');
      row.id = `result-${index}`;
      row.setAttribute('role', 'option');
      row.setAttribute('aria-selected', 'false');
      const link = document.createElement('a');
      link.href = root + item.address;
      link.tabIndex = -1;
      const where = item.detail ? `${item.where} · ${item.detail}` : item.where;
      link.append(part('kind', [item.kind]), part('name', marked(item.name, words)), part('where', [where]));
      row.append(link);
      return row;
    });
    for (const note of notes) {
      const row = document.createElement('li');
      row.className = 'none';
      row.textContent = note;
      rows.push(row);
    }
    list.replaceChildren(...rows);
    list.hidden = false;
    list.scrollTop = 0;
    input.setAttribute('aria-expanded', 'true');
    status.textContent = items.length > 0 ? `${items.length} results` : notes[0];
    if (items.length > 0) choose(0);
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function choose(index) {
    const rows = list.querySelectorAll('[role=option]');
    if (rows.length === 0) return;
    rows[chosen]?.setAttribute('aria-selected', 'false');
    chosen = (index + rows.length) % rows.length;
    const row = rows[chosen];
    row.setAttribute('aria-selected', 'true');
    row.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', row.id);
  }

  box.hidden = false;
  input.addEventListener('focus', load);
  input.addEventListener('input', search);
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const keys = {
      ArrowDown: () => (list.hidden ? search() : choose(chosen + 1)),
      ArrowUp: () => choose(chosen - 1),
      Enter: () => list.querySelectorAll('[role=option] a')[chosen]?.click(),
      Escape: () => {
        if (list.hidden) input.blur();
        close();
      },
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  list.addEventListener('click', (event) => {
    if (event.target.closest('a')) close();
  });
  document.addEventListener('click', (event) => {
    if (!box.contains(event.target)) close();
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = /^(?:INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  // A running server tells what its pages are made of; a page of a folder doesn't change.
  const revision = page.dataset.revision;
  async function follow() {
    if (document.hidden) return;
    try {
      const answer = await fetch(`${root}revision.txt`, { cache: 'no-store' });
      if (answer.ok && (await answer.text()).trim() !== revision) location.reload();
    } catch {
      // The server has ended; it may come back.
    }
  }
  if (revision) {
    setInterval(follow, 1000);
    document.addEventListener('visibilitychange', follow);
  }
})();
