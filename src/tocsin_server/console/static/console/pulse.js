// Live updates: asks for the ledger's head and, when it has moved, fetches the page anew and takes the marked parts
// that differ. Focus, scroll and opened details stay; nothing is asked for while the tab is hidden.
const EVERY = 2000;
const status = document.getElementById("pulse");
const sent = new WeakMap(); // part -> its content as the server sent it, before scripts or people changed it
let head = status?.dataset.head;
let etag = "";
let lost = 0;

const content = (part) => part.innerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");
const parts = () => [...document.querySelectorAll("[data-live]")];
const say = (text) => { if (status.textContent !== text) status.textContent = text; };

async function pulse() {
  if (document.hidden) return;
  try {
    const answer = await fetch(status.dataset.url, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });
    if (lost > 1) say("Connected again.");
    lost = 0;
    if (answer.status === 304) return;
    if (!answer.ok || answer.redirected) { location.reload(); return; } // signed out meanwhile
    etag = answer.headers.get("ETag") ?? "";
    const now = String((await answer.json()).head);
    if (now !== head) { head = now; await refresh(); }
  } catch {
    lost += 1;
    if (lost > 1) say("No connection to the server. This page may be out of date.");
  }
}

async function refresh() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const changed = parts().filter((old) => take(old, fresh.getElementById(old.id)));
  const news = changed.map((part) => part.dataset.live).filter(Boolean);
  if (news.length) say(`Updated: ${news.join(", ")}.`);
}

function take(old, fresh) {
  if (!fresh || beingWritten(old) || sent.get(old) === content(fresh)) return false;
  const part = document.adoptNode(fresh);
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  const open = [...old.querySelectorAll("details[open][id]")].map((details) => details.id);
  const scrolled = [...old.querySelectorAll("[data-scroll]")].map((box) => [box.id, box.scrollTop]);
  sent.set(part, content(part));
  old.replaceWith(part);
  open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  scrolled.forEach(([id, top]) => { const box = document.getElementById(id); if (box) box.scrollTop = top; });
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  htmx.process(part);
  part.dispatchEvent(new CustomEvent("live", { bubbles: true }));
  return true;
}

// A part in which someone is writing is left alone until they are done.
const beingWritten = (part) => part.contains(document.activeElement)
  && document.activeElement.matches("input:not([type=checkbox], [type=radio]), textarea, select");

if (status) {
  parts().forEach((part) => sent.set(part, content(part)));
  document.addEventListener("htmx:load", (event) => {
    for (const part of [event.target, ...event.target.querySelectorAll("[data-live]")]) {
      if (part.matches("[data-live]") && !sent.has(part)) sent.set(part, content(part));
    }
  });
  setInterval(pulse, EVERY);
}
