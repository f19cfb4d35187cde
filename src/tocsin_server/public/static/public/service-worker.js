// Served from the root by the view `service_worker`, which puts RELEASE, SHELL and WORDS before it.
// Pages come from the network; only where that fails, what was kept is shown, and it says how old it is.
/* global RELEASE, SHELL, WORDS */
const CACHE = `public-${RELEASE}`;
const PAGES = /^\/($|alerts\/|place\/|archive\/|offline\/)/;
const PATIENCE = 10_000;
const MOST_PAGES = 60;
const KEPT_AT = "x-kept-at";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const older = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("public-") && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(older());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const wantsPage = (request.headers.get("accept") ?? "").includes("text/html");
  if (PAGES.test(url.pathname) && wantsPage) event.respondWith(page(event));
  else if (url.pathname.startsWith("/static/")) event.respondWith(asset(event));
});

async function page(event) {
  try {
    const answer = await Promise.race([fetch(event.request), patience()]);
    if (answer.ok && !answer.redirected) event.waitUntil(keep(event.request, answer.clone()));
    return answer;
  } catch {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(event.request, { ignoreVary: true });
    return kept ? stale(kept) : (await cache.match("/offline/", { ignoreVary: true })) ?? Response.error();
  }
}

const patience = () => new Promise((_, give_up) => { setTimeout(() => give_up(new Error("too slow")), PATIENCE); });

async function keep(request, answer) {
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, String(Date.now()));
  const cache = await caches.open(CACHE);
  await cache.put(request, new Response(await answer.blob(), { headers }));
  const pages = (await cache.keys()).filter(({ url }) => PAGES.test(new URL(url).pathname));
  await Promise.all(pages.slice(0, -MOST_PAGES).map((old) => cache.delete(old)));
}

// The page as it was kept, with its age at its head: what is old is never shown as if it were new.
async function stale(kept) {
  const text = await kept.text();
  const words = WORDS[/<html lang="([a-z]+)"/.exec(text)?.[1]] ?? WORDS.en;
  const said = words.offline_stale.replace("{age}", age(words, Date.now() - Number(kept.headers.get(KEPT_AT))));
  const told = text.replace(/<p class="stale" id="stale"([^>]*) hidden><\/p>/, (_, rest) => `<p class="stale" id="stale"${rest}>${said}</p>`)
    .replace("<html ", '<html data-stale="yes" ');
  return new Response(told, { headers: kept.headers });
}

function age(words, milliseconds) {
  const minutes = Math.floor(milliseconds / 60_000);
  const [name, count] = minutes < 1 ? ["offline_now", 0] : minutes < 60 ? ["offline_minutes", minutes]
    : minutes < 2880 ? ["offline_hours", Math.floor(minutes / 60)] : ["offline_days", Math.floor(minutes / 1440)];
  return words[name].replace("{count}", count);
}

async function asset(event) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(cache.put(event.request, answer.clone()));
    return answer;
  } catch {
    return (await cache.match(event.request)) ?? Response.error();
  }
}

// Web push. What a message holds stands in docs/reference/web-push.md.
self.addEventListener("push", (event) => {
  const told = event.data?.json();
  if (told) event.waitUntil(show(told));
});

async function show(told) {
  if (Date.parse(told.expires) <= Date.now()) return;
  const pressing = told.kind !== "Cancel" && ["Extreme", "Severe"].includes(told.severity);
  await self.registration.showNotification(told.title, {
    body: told.text, tag: told.tag, renotify: true, requireInteraction: pressing, lang: told.language, dir: "auto",
    timestamp: Date.parse(told.sent), icon: "/static/console/bell.svg", data: { url: told.url },
  });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.url));
});

async function open(address) {
  const url = new URL(address, self.location.origin);
  const here = (await self.clients.matchAll({ type: "window" })).find((client) => client.url === url.href);
  return here ? here.focus() : self.clients.openWindow(url.href);
}
