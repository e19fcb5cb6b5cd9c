// Filters over the findings. Without this script all of them are there to be read.
'use strict';
(() => {
  const form = document.getElementById('filters');
  if (!form) return;
  const groups = [...document.querySelectorAll('.group')].map((element) => ({
    element,
    service: element.dataset.service,
    name: element.querySelector('h3').textContent.toLowerCase(),
    entries: [...element.querySelectorAll('li')].map((entry) => ({
      element: entry,
      severity: entry.dataset.severity,
      rule: entry.dataset.rule,
      cause: entry.dataset.cause,
      text: null,
    })),
  }));
  const total = groups.reduce((sum, group) => sum + group.entries.length, 0);
  const number = (count) => count.toLocaleString('en');
  // Text is asked for once, and only when somebody looks for words.
  const textOf = (entry) => (entry.text ??= entry.element.textContent.toLowerCase());

  /** Shows what fits; opens the groups of a search that finds few. */
  function apply() {
    const severities = new Set([...form.querySelectorAll('[name=severity]:checked')].map((box) => box.value));
    const { rule, service, cause } = Object.fromEntries(new FormData(form));
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const isIn = (group, entry) => {
      if (rule && entry.rule !== rule) return false;
      // Findings of a cause belong together, whatever the severity of each.
      if (cause ? entry.cause !== cause : !severities.has(entry.severity)) return false;
      return words.every((word) => group.name.includes(word) || textOf(entry).includes(word));
    };
    let [shown, shownGroups] = [0, []];
    for (const group of groups) {
      let count = 0;
      const isAsked = !service || group.service === service;
      for (const entry of group.entries) {
        const fits = isAsked && isIn(group, entry);
        entry.element.hidden = !fits;
        count += fits ? 1 : 0;
      }
      group.element.hidden = count === 0;
      shown += count;
      if (count > 0) shownGroups.push(group.element);
    }
    if (words.length > 0 && shownGroups.length <= 50) for (const element of shownGroups) element.open = true;
    const places = `${number(shownGroups.length)} ${shownGroups.length === 1 ? 'place' : 'places'}`;
    document.getElementById('shown').textContent = `${number(shown)} of ${number(total)} findings, in ${places}`;
    document.getElementById('none').hidden = shown > 0;
  }

  let waiting = 0;
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    apply();
  });
  // The fields have their first values again only after the event.
  form.addEventListener('reset', () => setTimeout(apply));
  form.addEventListener('click', (event) => {
    const act = event.target.dataset.act;
    if (!act) return;
    for (const group of groups) if (!group.element.hidden) group.element.open = act === 'open';
  });
  // A cause leads to its findings.
  for (const button of document.querySelectorAll('button[data-cause]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      form.elements.cause.value = button.dataset.cause;
      apply();
      const findings = document.getElementById('findings');
      findings.focus({ preventScroll: true });
      findings.scrollIntoView();
    });
  }
  // What breaks is open from the start; of what is new there may be a lot.
  const isSerious = (group) => ['breaking', 'risky'].includes(group.element.dataset.worst);
  const hasSerious = groups.some(isSerious);
  for (const group of groups) group.element.open = groups.length <= 10 || (hasSerious && isSerious(group));
  form.hidden = false;
  apply();
})();
