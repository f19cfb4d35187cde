// A team's page on a phone: a check is kept on the phone first and sent then, so that none is lost.
import { drop, keep, kept, send } from "./queue.js";

const main = document.getElementById("main");
const note = document.getElementById("offline");
const list = document.getElementById("waiting-list");
const stops = JSON.parse(document.getElementById("stops")?.textContent ?? "[]");
const sent = new Set(); // venues whose check arrived while this page stood open
const item = (venue) => document.getElementById(`stop-${venue}`);
const chip = (venue) => document.querySelector(`#stop-${venue} .stop-done`);
const EVERY = 30_000;
const POSITION = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 };

if ("serviceWorker" in navigator) navigator.serviceWorker.register(main.dataset.worker).catch(() => {});
if (navigator.geolocation) document.querySelectorAll(".here").forEach((button) => { button.hidden = false; });

// A sample site lives at another time; the phone's own clock counts from there.
const now = () => new Date(Date.now() + Number(main.dataset.ahead)).toISOString();

const say = (text) => { note.textContent = text; note.hidden = !text; };

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches(".check")) return;
  event.preventDefault();
  const { elements } = form;
  const check = {
    key: elements.key.value, at: now(), ahead: main.dataset.ahead, venue: elements.venue.value, code: elements.code.value,
    note: elements.note.value, url: form.action, page: location.pathname, name: nameOf(elements.venue.value),
  };
  const [photo] = elements.photo.files;
  if (photo) { check.photo = photo; check.photoName = photo.name; }
  if (event.submitter?.value === "here") Object.assign(check, await position());
  await keep(check);
  elements.key.value = crypto.randomUUID();
  form.reset();
  form.closest("details").open = false;
  await show();
  await sync();
});

const nameOf = (venue) => stops.find((stop) => String(stop.venue) === venue)?.name ?? venue;

const position = () => new Promise((resolve) => {
  navigator.geolocation.getCurrentPosition(
    ({ coords: { latitude, longitude, accuracy } }) => resolve({ latitude, longitude, accuracy }), () => resolve({}), POSITION);
});

async function sync() {
  await send((check, trouble, said) => {
    if (!check) { say(trouble === "signed out" ? "Log in again to send what is kept on this phone." : "No network: what you check is kept on this phone."); return; }
    if (said?.counts) sent.add(check.venue);
    say(said?.flags?.length ? `${said.venue}: to be looked at: ${said.flags.join("; ")}.` : "");
  });
  await show();
}

// What waits is told by name; a stop that waits counts as visited here, with a sign of its own.
async function show() {
  if (!list) return;
  const waiting = await kept();
  const team = waiting.filter((check) => check.page === location.pathname);
  document.getElementById("waiting").hidden = !team.length;
  list.replaceChildren(...team.map(line));
  for (const { venue } of stops) {
    if (team.some((check) => check.venue === String(venue) && !check.refused)) mark(venue, "waiting", "Kept on this phone");
    else if (sent.has(String(venue))) mark(venue, "done", "Sent");
    else if (item(venue).classList.contains("waiting")) mark(venue, "", "");
  }
  document.getElementById("done-count").textContent = stops.filter(({ venue }) => !chip(venue).hidden).length;
}

function mark(venue, state, words) {
  item(venue).classList.remove("waiting", "done");
  if (state) item(venue).classList.add(state);
  chip(venue).className = `chip stop-done${state === "done" ? " good" : ""}`;
  chip(venue).textContent = words;
  chip(venue).hidden = !words;
}

function line(check) {
  const entry = document.createElement("li");
  entry.textContent = `${check.name}, ${new Date(check.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}${check.refused ? `: not taken: ${check.refused} ` : ""}`;
  if (!check.refused) return entry;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button small", textContent: "Remove" });
  button.addEventListener("click", async () => { await drop(check.key); await show(); });
  entry.append(button);
  return entry;
}

// A code tells which stop it is by its fingerprint, without a network.
async function found(code) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  const mark = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const stop = stops.find(({ codes }) => codes.includes(mark));
  const told = document.getElementById("scanned");
  if (!told) return;
  told.hidden = false;
  told.textContent = stop ? `${stop.name}: code read. Check in below.` : "This code is at none of your stops.";
  if (!stop) return;
  const form = document.querySelector(`form[data-venue="${stop.venue}"]`);
  form.elements.code.value = code;
  form.closest("details").open = true;
  form.scrollIntoView({ block: "center" });
  form.elements.note.focus({ preventScroll: true });
}

const given = new URLSearchParams(location.search).get("code");
if (given && crypto.subtle) found(given);

// Scanning, where the browser reads codes by itself; elsewhere the phone's own camera opens the code's address.
if ("BarcodeDetector" in window && document.getElementById("scan")) {
  document.getElementById("scan-row").hidden = false;
  document.getElementById("scan").addEventListener("click", scan);
}

async function scan() {
  const video = document.getElementById("video");
  const camera = document.getElementById("camera");
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
  if (!stream) { say("The camera may not be used here."); return; }
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let on = true;
  const stop = () => { on = false; camera.hidden = true; stream.getTracks().forEach((track) => track.stop()); };
  document.getElementById("scan-stop").addEventListener("click", stop, { once: true });
  camera.hidden = false;
  video.srcObject = stream;
  await video.play();
  while (on) {
    const [code] = await detector.detect(video).catch(() => []);
    if (code) { stop(); await found(/\/point\/([^/]+)\//.exec(code.rawValue)?.[1] ?? code.rawValue); return; }
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
}

addEventListener("online", sync);
addEventListener("offline", () => say("No network: what you check is kept on this phone."));
setInterval(sync, EVERY);
await show();
await sync();
