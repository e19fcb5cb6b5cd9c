// Search, and pages that follow the builds of a running server.
//
// In: the names and descriptions that search-index.js hands to `provgenIndex`, loaded when someone begins to search.
// Out: links to services, resources, columns and methods, those that more of the words fit first. Without this script the pages are whole, but for the search box.
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
  /** The descriptions by number, as they are and in lower case. */
  let texts = [];
  let lowTexts = [];
  let loading = false;
  let chosen = -1;

  const entry = (kind, name, where, detail, address, about) => ({
    kind, name, where, detail, address, about,
    low: name.toLowerCase(),
    // What words of a search may stand in, beside the name.
    around: `${where} ${detail}`.toLowerCase(),
  });

  window.provgenIndex = (index) => {
    const { provider, verbs, services } = index;
    texts = index.texts;
    lowTexts = texts.map((text) => text.toLowerCase());
    const found = [];
    for (const [service, title, about, folder, resources] of services) {
      const home = `${provider}.${service}`;
      found.push(entry('service', service, provider, title, `${folder}index.html`, about));
      for (const [resource, purpose, [columns, meanings], methods, own] of resources) {
        const address = own ?? `${folder}${resource}/index.html`;
        const id = `${home}.${resource}`;
        const at = (prefix, name) => `${address}#${encodeURIComponent(prefix + name)}`;
        found.push(entry('resource', resource, home, title, address, purpose));
        columns.forEach((column, n) => found.push(entry('column', column, id, '', at('col-', column), meanings[n])));
        for (const [verb, [names, effects]] of Object.entries(methods)) {
          names.forEach((name, n) => found.push(entry('method', name, id, verbs[verb], at('method-', name), effects[n])));
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

  /** How well a word fits each description, by number: the start of a word in it, any part; 0 for not at all. */
  function fits(word) {
    return lowTexts.map((low) => {
      const at = low.indexOf(word);
      if (at < 0) return 0;
      return at === 0 || /[^a-z0-9]/.test(low[at - 1]) ? 8 : 2;
    });
  }

  /**
   * How well an entry fits: the number of words first, then where they stand; 0 for not at all. What is around an
   * entry, such as its service, counts only if a word is in its own name or description.
   */
  function rank(item, words, described) {
    let [sum, count, isOwn] = [0, 0, false];
    words.forEach((word, n) => {
      const own = Math.max(fit(item.name, item.low, word), described[n][item.about]);
      if (own > 0) isOwn = true;
      else if (!item.around.includes(word)) return;
      sum += own || 5;
      count += 1;
    });
    return isOwn ? { count, score: Math.round(sum) + 4 * (3 - KINDS[item.kind]) } : null;
  }

  /** What more words fit first, then the better fit; of equal ones what holds others, and what stands higher up. */
  const order = (a, b) =>
    b.count - a.count || b.score - a.score || KINDS[a.item.kind] - KINDS[b.item.kind] ||
    a.item.where.length - b.item.where.length || (a.item.where < b.item.where ? -1 : 1);

  /** The finds to show, in order, and how many fit every word. */
  function finds(words) {
    const described = words.map(fits);
    const groups = words.map(() => []);
    for (const item of entries) {
      const found = rank(item, words, described);
      if (found) groups[found.count - 1].push({ item, ...found });
    }
    const best = [];
    // A letter finds most of all names: only the groups that can be shown are put in order.
    for (const group of groups.toReversed()) {
      if (best.length >= SHOWN) break;
      best.push(...top(group));
    }
    return { best: best.slice(0, SHOWN), whole: groups.at(-1).length };
  }

  /** The best of a group, as many as can be shown or a few more, in order. */
  function top(group) {
    const counts = [];
    for (const { score } of group) counts[score] = (counts[score] ?? 0) + 1;
    let least = counts.length;
    for (let above = 0; least > 0 && above < SHOWN; ) {
      least -= 1;
      above += counts[least] ?? 0;
    }
    return group.filter(({ score }) => score >= least).sort(order);
  }

  function search() {
    const text = input.value.trim().toLowerCase();
    if (!text) return close();
    if (!entries) return load();
    const words = [...new Set(text.split(/[\s.]+/).filter(Boolean))];
    const { best, whole } = words.length > 0 ? finds(words) : { best: [], whole: 0 };
    const notes = [];
    if (best.length === 0) notes.push(`Nothing fits “${input.value.trim()}”.`);
    if (whole > SHOWN) notes.push(`${whole - SHOWN} more: add a word, such as the name of a service.`);
    const isPartial = best.length > 0 && whole === 0;
    const above = isPartial ? ['Nothing fits all words: these fit some of them.'] : [];
    return show(best.map(({ item }) => item), notes, words, above);
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

  function note(text) {
    const row = document.createElement('li');
    row.className = 'none';
    row.textContent = text;
    return row;
  }

  function show(items, notes, words = [], above = []) {
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
      link.append(part('kind', [item.kind]), part('name', marked(item.name, words)), part('where', marked(where, words)));
      const about = texts[item.about];
      if (about) link.append(part('about', marked(about, words)));
      row.append(link);
      return row;
    });
    list.replaceChildren(...above.map(note), ...rows, ...notes.map(note));
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
