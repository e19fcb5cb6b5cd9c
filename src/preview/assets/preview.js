// Pages that follow the builds of a running server. Without this script a page stays as it was loaded.
'use strict';

(() => {
  const page = document.documentElement;
  // A running server tells what its pages are made of; a page of a folder doesn't change.
  const { revision, root = '' } = page.dataset;
  if (!revision) return;

  async function follow() {
    if (document.hidden) return;
    try {
      const answer = await fetch(`${root}revision.txt`, { cache: 'no-store' });
      if (answer.ok && (await answer.text()).trim() !== revision) location.reload();
    } catch {
      // The server has ended; it may come back.
    }
  }
  setInterval(follow, 1000);
  document.addEventListener('visibilitychange', follow);
})();
