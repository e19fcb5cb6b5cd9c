// Contents that follow the reader: the section that is being read is marked in the list, and named in narrow windows,
// where the list is a bar that opens. Without this script the list is there, open, above the text.
'use strict';

(() => {
  const page = document.documentElement;
  const nav = document.querySelector('.contents');

  /** Moves a list, and nothing around it, so that one of its lines can be seen. */
  function reveal(list, line, isCentred) {
    const [box, own] = [list.getBoundingClientRect(), line.getBoundingClientRect()];
    const room = isCentred ? box.height / 2 : 32;
    if (own.top < box.top + 32) list.scrollTop += own.top - box.top - room;
    else if (own.bottom > box.bottom - 32) list.scrollTop += own.bottom - box.bottom + room;
  }

  const around = document.querySelector('.around');
  const current = around?.querySelector('[aria-current]');
  if (current) reveal(around, current, true);
  if (!nav) return;

  const details = nav.querySelector('details');
  const list = nav.querySelector('ul');
  const here = nav.querySelector('.here');
  // The width at which preview.css makes a bar of the list.
  const narrow = matchMedia('(max-width: 76rem)');
  const found = [...nav.querySelectorAll('a')].map((link) => {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return { link, heading };
  });
  const sections = found.filter(({ heading }) => heading);
  let marked = null;

  /** The section that is read: the last one whose heading is at the top or above it. */
  function read() {
    const isAbove = ({ heading }) => heading.getBoundingClientRect().top <= window.innerHeight / 4;
    const isAtEnd = window.scrollY + window.innerHeight >= page.scrollHeight - 2 && window.scrollY > 0;
    if (isAtEnd) {
      // The last sections may be too short to reach the top.
      const target = sections.find(({ heading }) => heading.matches(':target'));
      const isSeen = target && target.heading.getBoundingClientRect().top >= 0;
      return isSeen ? target : sections.at(-1);
    }
    let [from, to] = [0, sections.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (isAbove(sections[middle])) from = middle + 1;
      else to = middle;
    }
    return sections[from - 1] ?? null;
  }

  function follow() {
    const section = read();
    if (section === marked) return;
    marked?.link.removeAttribute('aria-current');
    section?.link.setAttribute('aria-current', 'location');
    marked = section;
    here.textContent = section ? section.link.textContent : '';
    if (section) reveal(narrow.matches ? list : nav, section.link, false);
    else (narrow.matches ? list : nav).scrollTop = 0;
  }

  /** In narrow windows the list is closed until somebody wants it. */
  function fold() {
    details.open = !narrow.matches;
  }

  let isAsked = false;
  function ask() {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      follow();
    });
  }

  page.classList.add('followed');
  fold();
  narrow.addEventListener('change', fold);
  list.addEventListener('click', (event) => {
    if (narrow.matches && event.target.closest('a')) details.open = false;
  });
  details.addEventListener('toggle', () => {
    if (marked && details.open) reveal(narrow.matches ? list : nav, marked.link, false);
  });
  nav.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !narrow.matches) return;
    details.open = false;
    nav.querySelector('summary').focus();
  });
  document.addEventListener('click', (event) => {
    if (narrow.matches && !nav.contains(event.target)) details.open = false;
  });
  addEventListener('scroll', ask, { passive: true });
  addEventListener('resize', ask);
  addEventListener('hashchange', ask);
  follow();
})();
