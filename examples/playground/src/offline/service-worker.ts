/*
 * Keeps the files of the playground, so that it opens without a network. All are stored together when a version is
 * installed; a page goes on with the version that it began with, and the next one takes over when no page is open.
 */

/** The part of a service worker's events that is used here: the library of the DOM has none of them. */
interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface AskedEvent extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** Both are written by the build. */
const FILES: readonly string[] = JSON.parse('__FILES__');
const PREFIX = 'fitpredict-playground-';
const CACHE = `${PREFIX}__VERSION__`;

self.addEventListener('install', (event) => {
  (event as LifeEvent).waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
});

self.addEventListener('activate', (event) => {
  (event as LifeEvent).waitUntil(removeOthers());
});

self.addEventListener('fetch', (event) => {
  const { request, respondWith } = event as AskedEvent;
  if (request.method === 'GET') respondWith.call(event, answer(request));
});

async function removeOthers(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}

export {};
