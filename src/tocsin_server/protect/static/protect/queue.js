// Checks that wait on the phone until they are sent. Each has a key of its own, so that it counts once.
const NAME = "tocsin-patrols";
const STORE = "checks";

const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function within(mode, act) {
  const store = (await opened).transaction(STORE, mode).objectStore(STORE);
  return new Promise((resolve, reject) => {
    const request = act(store);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export const keep = (check) => within("readwrite", (store) => store.put(check));
export const drop = (key) => within("readwrite", (store) => store.delete(key));
export const kept = () => within("readonly", (store) => store.getAll());

// A page that was kept has an old token: the one that stands now is asked for with the page itself.
async function token(page) {
  const answer = await fetch(page, { cache: "no-store", headers: { accept: "text/html", "x-fresh": "yes" } });
  if (!answer.ok || answer.redirected) throw new Error("signed out");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  return fresh.querySelector("[name=csrfmiddlewaretoken]").value;
}

let sending = null;

// Send what waits; one at a time, in the order it was kept. Tells of each what became of it.
export function send(tell) {
  sending ??= sendAll(tell).finally(() => { sending = null; });
  return sending;
}

async function sendAll(tell) {
  const waiting = (await kept()).filter((check) => !check.refused).sort((a, b) => a.at.localeCompare(b.at));
  if (!waiting.length) return;
  let fresh;
  try { fresh = await token(waiting[0].page); } catch (error) { tell(null, error.message); return; }
  for (const check of waiting) {
    const answer = await post(check, fresh).catch(() => null);
    if (!answer || answer.redirected || answer.status === 403 || answer.status >= 500) { tell(null, "later"); return; }
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) await drop(check.key);
    else await keep({ ...check, refused: said.error ?? `refused (${answer.status})` });
    tell(check, answer.ok ? "" : said.error, said);
  }
}

function post(check, fresh) {
  const form = new FormData();
  for (const name of ["key", "at", "venue", "code", "note", "latitude", "longitude", "accuracy"]) {
    if (check[name] !== undefined && check[name] !== "") form.set(name, check[name]);
  }
  form.set("sent", new Date(Date.now() + Number(check.ahead)).toISOString());
  if (check.photo) form.set("photo", check.photo, check.photoName);
  return fetch(check.url, { method: "POST", body: form, headers: { accept: "application/json", "x-csrftoken": fresh } });
}
