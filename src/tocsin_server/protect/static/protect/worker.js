// Served by the view `worker`, which puts RELEASE and SHELL before it. Pages come from the network; only where that
// fails, what was kept is shown. Nothing is sent from here: the page keeps its checks and sends them itself.
/* global RELEASE, SHELL */
const CACHE = `field-${RELEASE}`;
const PATIENCE = 8_000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const older = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("field-") && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(older());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || request.headers.has("x-fresh")) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(asset(request));
  else if ((request.headers.get("accept") ?? "").includes("text/html")) event.respondWith(page(event));
});

async function page(event) {
  const cache = await caches.open(CACHE);
  const key = new URL(event.request.url).pathname;
  try {
    const answer = await Promise.race([fetch(event.request), patience()]);
    if (answer.ok && !answer.redirected) event.waitUntil(cache.put(key, answer.clone()));
    else if (answer.redirected) event.waitUntil(cache.delete(key)); // signed out: what was kept goes
    return answer;
  } catch {
    return (await cache.match(key, { ignoreVary: true })) ?? (await cache.match(SHELL[0], { ignoreVary: true })) ?? Response.error();
  }
}

const patience = () => new Promise((_, give_up) => { setTimeout(() => give_up(new Error("too slow")), PATIENCE); });

async function asset(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok) cache.put(request, answer.clone());
    return answer;
  } catch {
    return (await cache.match(request)) ?? Response.error();
  }
}
