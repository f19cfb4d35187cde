// A page left open asks twice a minute whether it still holds. If it cannot ask, it says how old it is.
const EVERY = 30_000;
const KEPT_AT = "x-kept-at";

export function keepFresh(main) {
  const note = document.getElementById("stale");
  let mark = null, since = Date.now();

  const tell = () => {
    note.textContent = note.dataset.stale.replace("{age}", age(note.dataset, Date.now() - since));
    note.hidden = false;
    document.documentElement.dataset.stale = "yes";
  };

  const fresh = () => {
    since = Date.now();
    note.hidden = true;
    delete document.documentElement.dataset.stale;
  };

  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, { cache: "no-cache", headers: { accept: "text/html" } });
      if (!answer.ok || answer.headers.has(KEPT_AT)) { tell(); return; }
      const now = answer.headers.get("etag");
      if (mark !== null && now !== mark) replace(main, await answer.text());
      mark = now;
      fresh();
    } catch { tell(); }
  };

  setInterval(ask, EVERY);
  addEventListener("online", ask);
  addEventListener("offline", tell);
  document.addEventListener("visibilitychange", ask);
  addEventListener("pageshow", (event) => { if (event.persisted) ask(); });
  if (document.documentElement.dataset.stale !== "yes") ask();
}

function replace(main, text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const found = page.querySelector("main");
  if (!found || main.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) return;
  main.replaceChildren(...found.childNodes);
  document.title = page.title;
}

function age(words, milliseconds) {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return words.now;
  if (minutes < 60) return words.minutes.replace("{count}", minutes);
  return minutes < 2880 ? words.hours.replace("{count}", Math.floor(minutes / 60)) : words.days.replace("{count}", Math.floor(minutes / 1440));
}
