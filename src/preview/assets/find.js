// Finding in the names and descriptions of a provider.
//
// In: the index that search-index.js hands over, then texts that someone types. Out: entries, those that more of the
// words fit first. A word that isn't there is read as the nearest one that is, so that a slip of the finger does no harm.
// Nothing here knows of the page: `search.js` shows what is found, and the tests run this file alone.
'use strict';

(() => {
  const KINDS = ['service', 'resource', 'view', 'method', 'column'];
  const [SERVICE, RESOURCE, VIEW, METHOD, COLUMN] = KINDS.keys();
  /** Points for what holds others: a resource is worth more than its columns. */
  const WORTH = [14, 10, 10, 4, 0];
  /** Words that tell nothing; they count only where nothing else is asked. */
  const FILLERS = new Set(
    ('a an and are as at be by can do does for from how i in is it my of on or that the this to want was were what when ' +
      'where which with').split(' '),
  );
  /** Letters from which a word may have one slip, and from which two. */
  const [ONE_SLIP, TWO_SLIPS] = [4, 8];
  /** How many near words stand for one that isn't there. */
  const NEAR = 3;
  /** Letters above which no near word is looked for. */
  const LONG = 40;
  /** Letters from which a word counts within another one: "get" isn't meant by "target". */
  const WITHIN = 4;

  const isLetter = (c) => c !== undefined && /[\p{L}\p{N}]/u.test(c);
  const startsPart = (text, low, at) =>
    !isLetter(low[at - 1]) || (text[at] !== low[at] && text[at - 1] === low[at - 1]);

  /** The places of a word in a text, one after the other. */
  function* placesOf(word, low) {
    for (let at = low.indexOf(word); at >= 0; at = low.indexOf(word, at + 1)) yield at;
  }

  /** Whether a part of a name ends at a place, but for the mark of the plural. */
  const endsPart = (text, low, at) =>
    !isLetter(low[at]) || text[at] !== low[at] || (low[at] === 's' && !isLetter(low[at + 1]));

  /** How well a word that is in a name fits it: the whole, a part, the start of one, any part; the first part counts more. */
  function fitName(name, low, word) {
    const more = low.length - word.length;
    if (more === 0) return 100;
    // Resources are many, and a word is often one of them.
    if (more === 1 && low === `${word}s`) return 95;
    let best = 10;
    for (const at of placesOf(word, low)) {
      if (!startsPart(name, low, at)) continue;
      const isPart = endsPart(name, low, at + word.length);
      best = Math.max(best, at > 0 ? (isPart ? 45 : 25) : (isPart ? 70 : 60) - Math.min(15, more >> 1));
    }
    return best;
  }

  /** How well a word that is in a description fits it: the start of a word, any part. */
  function fitText(text, low, word) {
    for (const at of placesOf(word, low)) if (!isLetter(low[at - 1])) return 8;
    return word.length < WITHIN ? 0 : 2;
  }

  /** How well a word that is around an entry, such as in its service, fits: a part, the start of one, any part. */
  function fitPlace(text, low, word) {
    let best = word.length < WITHIN ? 0 : 3;
    for (const at of placesOf(word, low)) {
      if (isLetter(low[at - 1])) continue;
      const after = low[at + word.length];
      if (!isLetter(after) && after !== '_') return 20;
      best = 6;
    }
    return best;
  }

  /** Texts in which a word is looked for: as one, which takes a tenth of the time that 50,000 texts would take. */
  class Texts {
    #joined;
    #starts = [];

    /** `fit` tells how well a word fits a text that it is in. */
    constructor(all, fit) {
      this.all = all;
      this.low = all.map((text) => text.toLowerCase());
      this.fit = fit;
      this.#joined = this.low.join('\0');
      let from = 0;
      for (const text of this.low) {
        this.#starts.push(from);
        from += text.length + 1;
      }
    }

    /** How well a word fits each text, by number; 0 for not at all. */
    fits(word) {
      const found = new Uint8Array(this.all.length);
      let n = 0;
      for (let at = this.#joined.indexOf(word); at >= 0; ) {
        while (n + 1 < this.#starts.length && this.#starts[n + 1] <= at) n += 1;
        found[n] = this.fit(this.all[n], this.low[n], word);
        // One place is enough: on it goes after this text.
        at = n + 1 < this.#starts.length ? this.#joined.indexOf(word, this.#starts[n + 1]) : -1;
      }
      return found;
    }
  }

  /** Numbers for texts, each once. */
  class Numbered {
    all = [];
    #numbers = new Map();

    number(text) {
      const known = this.#numbers.get(text);
      if (known !== undefined) return known;
      this.#numbers.set(text, this.all.length);
      return this.all.push(text) - 1;
    }
  }

  /** The entries of an index as numbers, five for each: there may be 100,000. */
  function entriesOf({ provider, verbs, services }) {
    const [names, places, addresses, rows] = [new Numbered(), new Numbered(), [], []];
    // A place is what is shown below a name: where it is, then its title or verb.
    const add = (kind, name, where, detail, owner, about) =>
      rows.push(kind, names.number(name), places.number(`${where}\n${detail}`), owner, about);
    for (const [service, title, about, folder, resources] of services) {
      const home = `${provider}.${service}`;
      add(SERVICE, service, provider, title, addresses.push(`${folder}index.html`) - 1, about);
      for (const [resource, purpose, [columns, meanings], methods, own] of resources) {
        const owner = addresses.push(own ?? `${folder}${resource}/index.html`) - 1;
        const id = `${home}.${resource}`;
        const verbsOfMethods = Object.entries(methods);
        // Of all resources, views alone have no methods.
        add(verbsOfMethods.length > 0 ? RESOURCE : VIEW, resource, home, title, owner, purpose);
        columns.forEach((column, n) => add(COLUMN, column, id, '', owner, meanings[n]));
        for (const [verb, [called, effects]] of verbsOfMethods) {
          called.forEach((name, n) => add(METHOD, name, id, verbs[verb], owner, effects[n]));
        }
      }
    }
    return { rows: Uint32Array.from(rows), names: names.all, places: places.all, addresses };
  }

  /** Three lines of a table of distances, used again and again: each word is compared with tens of thousands. */
  let [before, last, now] = [0, 0, 0].map(() => new Uint8Array(64));

  /**
   * The fewest slips between `word` and a start of `token`, and the length of that start: a slip is a letter too many,
   * too few, another, or two in the wrong order. A distance above `limit` is not exact.
   */
  function slips(word, token, limit) {
    const width = Math.min(token.length, word.length + limit, last.length - 1);
    for (let j = 0; j <= width; j += 1) last[j] = j;
    for (let i = 1; i <= word.length; i += 1) {
      now[0] = i;
      let least = i;
      for (let j = 1; j <= width; j += 1) {
        const isSame = word[i - 1] === token[j - 1];
        let distance = Math.min(last[j - 1] + (isSame ? 0 : 1), last[j] + 1, now[j - 1] + 1);
        const isSwapped = i > 1 && j > 1 && word[i - 1] === token[j - 2] && word[i - 2] === token[j - 1];
        if (isSwapped) distance = Math.min(distance, before[j - 2] + 1);
        now[j] = distance;
        least = Math.min(least, distance);
      }
      if (least > limit) return { distance: limit + 1, length: 0 };
      [before, last, now] = [last, now, before];
    }
    const distance = Math.min(...last.subarray(0, width + 1));
    return { distance, length: last.lastIndexOf(distance, width) };
  }

  /** The letters of a word as bits: words of few common letters need not be compared. */
  function lettersOf(word) {
    let bits = 0;
    for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) & 31);
    return bits;
  }

  function countBits(bits) {
    let count = 0;
    for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
    return count;
  }

  /** The words of names and descriptions, each with how often it is there. */
  function vocabularyOf(names, texts) {
    const counts = new Map();
    const add = (word) => counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const name of names) {
      add(name.toLowerCase());
      const parts = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
      if (parts.length > 1) parts.forEach(add);
    }
    for (const text of texts) (text.match(/\p{L}[\p{L}\p{N}]{2,}/gu) ?? []).forEach(add);
    return Array.from(counts, ([token, count]) => ({ token, count, letters: lettersOf(token) }));
  }

  /** The better of two fits, number by number; that of a word which wasn't typed counts less. */
  const better = (fit, other) => other.map((value, n) => Math.max(fit[n], Math.ceil(value * 0.7)));

  window.provgenFinder = (index) => {
    const { rows, addresses, ...found } = entriesOf(index);
    const names = new Texts(found.names, fitName);
    const places = new Texts(found.places, fitPlace);
    const texts = new Texts(index.texts, fitText);
    let vocabulary = null;
    /** What is known of words, the latest last: who types a word goes on from the one before it. */
    const known = new Map();

    /** Makes ready what the first slip would have to wait for. */
    function prepare() {
      vocabulary ??= vocabularyOf(names.all, texts.low);
    }

    /** How well a word fits each name, place and description, by number. */
    function fits(word) {
      const joined = word.replaceAll(/[_-]/g, '');
      const own = names.fits(word);
      // Who writes create_time may mean createTime.
      const isOne = joined === word || joined === '';
      const ofNames = isOne ? own : names.fits(joined).map((fit, n) => Math.max(fit, own[n]));
      return [ofNames, places.fits(word), texts.fits(word)];
    }

    /** Whether a word is there, and not only within other words: that may be a slip in them. */
    const isThere = ([ofNames, ofPlaces, ofTexts]) =>
      ofNames.some((fit) => fit > 10) || ofPlaces.some((fit) => fit > 3) || ofTexts.some((fit) => fit > 2);

    /** The words that one which isn't there may stand for, the nearest first. */
    function near(word) {
      const limit = word.length >= TWO_SLIPS ? 2 : word.length >= ONE_SLIP ? 1 : 0;
      if (limit === 0 || word.length > LONG) return [];
      prepare();
      const found = new Map();
      const letters = lettersOf(word);
      for (const { token, count, letters: others } of vocabulary) {
        // Each slip brings in one letter at most.
        if (token.length < word.length - limit || countBits(letters & ~others) > limit) continue;
        const { distance, length } = slips(word, token, limit);
        if (distance > limit || length === 0) continue;
        const start = token.slice(0, length);
        const one = found.get(start) ?? { start, distance, count: 0, isWhole: false };
        one.count += count;
        one.isWhole ||= length === token.length;
        found.set(start, one);
      }
      const all = [...found.values()].sort(
        (a, b) =>
          a.distance - b.distance || (b.start[0] === word[0]) - (a.start[0] === word[0]) ||
          b.isWhole - a.isWhole || b.count - a.count || (a.start < b.start ? -1 : 1),
      );
      return all.filter(({ distance }) => distance === all[0].distance).slice(0, NEAR).map(({ start }) => start);
    }

    /** What a typed word is read as: itself, or the words that are nearest; with how well all of them fit. */
    function reading(word) {
      let found = known.get(word);
      known.delete(word);
      if (!found) {
        let fit = fits(word);
        const others = isThere(fit) ? [] : near(word);
        for (const other of others.map(fits)) fit = fit.map((all, part) => better(all, other[part]));
        found = { word, fit, read: others.length > 0 ? others : [word] };
      }
      known.set(word, found);
      if (known.size > 24) known.delete(known.keys().next().value);
      return found;
    }

    /** The typed words that count: those that tell something, and the parts of one that is there in parts alone. */
    function wordsOf(text) {
      const all = text.toLowerCase().split(/[\s.,:;/()[\]{}'"`“”?!]+/).filter(Boolean);
      const isOpen = /\S$/.test(text);
      const telling = all.filter((word, n) => !FILLERS.has(word) || (isOpen && n === all.length - 1));
      const words = telling.length > 0 ? telling : all;
      const split = words.flatMap((word) => {
        const parts = word.split(/[_-]+/).filter(Boolean);
        return parts.length > 1 && !isThere(fits(word)) ? parts : [word];
      });
      return [...new Set(split)].slice(0, 8);
    }

    const entryAt = (at) => {
      const [kind, name, place, owner, about] = rows.subarray(at, at + 5);
      const [where, detail] = places.all[place].split('\n');
      const prefix = { [COLUMN]: 'col-', [METHOD]: 'method-' }[kind];
      const id = prefix ? `#${encodeURIComponent(prefix + names.all[name])}` : '';
      const address = addresses[owner] + id;
      return { kind: KINDS[kind], name: names.all[name], where, detail, about: texts.all[about], address };
    };

    /** What more words fit first, then the better fit; of equal ones what holds others, then the shorter name. */
    function order(a, b) {
      const [own, other] = [a, b].map(({ at }) => ({
        kind: rows[at],
        name: names.all[rows[at + 1]],
        place: places.all[rows[at + 2]],
      }));
      return (
        b.rank - a.rank || own.kind - other.kind || own.name.length - other.name.length ||
        own.place.length - other.place.length ||
        (own.place < other.place ? -1 : own.place > other.place ? 1 : own.name < other.name ? -1 : 1)
      );
    }

    /** The best `limit` finds in order, how many fit every word, and how each word was read. */
    function find(text, limit) {
      const words = wordsOf(text).map(reading);
      const ranks = new Uint16Array(rows.length / 5);
      // The number of words counts before how well they fit: eight words have less than 1024 points.
      const counts = new Uint32Array(9 * 1024);
      let whole = 0;
      for (let at = 0, n = 0; at < rows.length; at += 5, n += 1) {
        let [points, count, isOwn] = [0, 0, false];
        for (const { fit } of words) {
          const [ofNames, ofPlaces, ofTexts] = fit;
          const own = Math.max(ofNames[rows[at + 1]], ofTexts[rows[at + 4]]);
          const best = Math.max(own, ofPlaces[rows[at + 2]]);
          if (best === 0) continue;
          // What is around an entry counts only if a word is in its own name or description.
          isOwn ||= own > 0;
          points += best;
          count += 1;
        }
        if (!isOwn) continue;
        ranks[n] = count * 1024 + points + WORTH[rows[at]];
        counts[ranks[n]] += 1;
        if (count === words.length) whole += 1;
      }
      // A letter finds most of all names: only those that can be shown are put in order.
      let least = counts.length;
      for (let above = 0; least > 1 && above < limit; ) above += counts[(least -= 1)];
      const best = [];
      ranks.forEach((rank, n) => {
        if (rank >= least) best.push({ rank, at: n * 5 });
      });
      const finds = best.sort(order).slice(0, limit).map(({ at }) => entryAt(at));
      const guessed = words.filter(({ word, read }) => read[0] !== word);
      return { finds, whole, words: words.flatMap(({ word, read }) => [word, ...read]), guessed };
    }

    return { find, prepare, size: rows.length / 5 };
  };
})();
