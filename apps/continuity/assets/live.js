// Keeps an open page up to date. The server says that what is shown has moved; the page then fetches itself and takes the
// new <main>. Everything works without this, by loading the page again.

// Changes come in bursts: at most one look in this time.
const BETWEEN_LOOKS_MS = 500;
const state = document.getElementById('live-state');
const main = () => document.getElementById('main-content');

let source;
let timer;
let fetching = false;
let movedMeanwhile = false;

function say(text) {
  if (!state) return;
  state.hidden = false;
  state.textContent = text;
}

const time = () =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', timeStyle: 'medium' }).format(new Date());

async function refresh() {
  timer = undefined;
  if (fetching) {
    movedMeanwhile = true;
    return;
  }
  fetching = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' });
    // Signed out meanwhile: what is shown must not stay, and whoever is here is asked to sign in.
    if (answer.status === 401) return location.reload();
    if (answer.ok) take(await answer.text());
  } catch {
    // Out of reach: the next change, or the next connection, tries again.
  }
  fetching = false;
  poll();
  if (movedMeanwhile) {
    movedMeanwhile = false;
    soon();
  }
}

function soon() {
  timer ??= setTimeout(refresh, BETWEEN_LOOKS_MS);
}

function take(html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  const next = fresh.getElementById('main-content');
  const old = main();
  if (!next || !old) return;
  if (beingFilledIn(old)) {
    old.addEventListener('focusout', soon, { once: true });
    return;
  }
  old.dataset.drawn = next.dataset.drawn;
  if (next.dataset.pollAfter) old.dataset.pollAfter = next.dataset.pollAfter;
  else delete old.dataset.pollAfter;
  if (next.innerHTML === old.innerHTML) return;
  const before = whereTheReaderIs(old);
  old.replaceChildren(...document.adoptNode(next).childNodes);
  putBack(old, before);
  document.title = fresh.title;
  if (old.dataset.live) say(`Updated at ${time()}`);
}

// A filter that somebody is changing must not be taken from under their hands: the update waits until they leave it.
const beingFilledIn = (element) =>
  element.contains(document.activeElement) && document.activeElement.matches('input, select, textarea');

function whereTheReaderIs(element) {
  const focused = element.contains(document.activeElement) ? document.activeElement : undefined;
  return {
    focus: focused && selectorOf(focused),
    open: [...element.querySelectorAll('details[open][id]')].map(({ id }) => id),
    scrolled: [...element.querySelectorAll('.app-scroll')].map(({ scrollLeft }) => scrollLeft),
  };
}

function selectorOf(element) {
  const href = element.getAttribute('href');
  if (element.id) return `#${CSS.escape(element.id)}`;
  return href === null ? undefined : `[href="${CSS.escape(href)}"]`;
}

function putBack(element, { focus, open, scrolled }) {
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  element.querySelectorAll('.app-scroll').forEach((each, index) => (each.scrollLeft = scrolled[index] ?? 0));
  if (focus) element.querySelector(focus)?.focus({ preventScroll: true });
}

/** A page that shows work in progress looks again, until it shows the result. */
function poll() {
  const afterMs = Number(main()?.dataset.pollAfter);
  if (afterMs) timer ??= setTimeout(refresh, afterMs);
}

// A hidden tab gives its connection back: a browser has six to a server, and people have many tabs.
function listen() {
  const what = main()?.dataset.live;
  if (!what) return;
  if (document.hidden) {
    source?.close();
    source = undefined;
    return;
  }
  if (source) return;
  const asked = new URLSearchParams(what === 'all' ? '' : what);
  asked.set('drawn', main().dataset.drawn);
  source = new EventSource(`/live?${asked}`);
  source.addEventListener('open', () => say('This page updates by itself'));
  source.addEventListener('moved', soon);
  source.addEventListener('error', () => {
    say('Not updating at the moment');
    // A refusal ends an EventSource for good; a lost connection it takes up by itself.
    if (source?.readyState !== EventSource.CLOSED) return;
    source = undefined;
    soon();
    setTimeout(listen, 30_000);
  });
}

document.addEventListener('visibilitychange', listen);
listen();
poll();
