// The map of venues, and of incidents near one: what is pointed at on it is marked in the list beside it.
import { baseMap, reducedMotion } from "../console/map.js";

const element = document.getElementById("map");
const read = () => document.getElementById("points").textContent;
const row = (id) => document.getElementById(`row-${id}`);
const markers = new Map();
let shown = "";

const map = await baseMap(element);
const icon = (kind, text, size) =>
  L.divIcon({ className: `pin pin-${kind}`, html: `<span>${text}</span>`, iconSize: [size, size] });
const group = L.markerClusterGroup({
  maxClusterRadius: 64, showCoverageOnHover: false, animate: !reducedMotion(),
  spiderLegPolylineOptions: { className: "map-leg" },
  iconCreateFunction: (many) => icon("cluster", many.getChildCount(), 34),
}).addTo(map);

function marker(point) {
  const made = L.marker([point.latitude, point.longitude], {
    icon: icon(point.kind, point.kind === "incident" ? "!" : "", point.kind === "incident" ? 20 : 16),
    title: point.label, riseOnHover: true, keyboard: true,
  });
  made.on("add", () => made.getElement().setAttribute("aria-label", point.label));
  made.on("click", () => choose(point.id));
  made.on("keydown", ({ originalEvent: key }) => {
    if (key.key !== "Enter" && key.key !== " ") return;
    key.preventDefault();
    choose(point.id);
  });
  return made;
}

function choose(id) {
  document.querySelectorAll("[data-id].chosen").forEach((other) => other.classList.remove("chosen"));
  const chosen = row(id);
  if (!chosen) return;
  chosen.classList.add("chosen");
  chosen.scrollIntoView({ block: "nearest", behavior: reducedMotion() ? "auto" : "smooth" });
  chosen.querySelector("a")?.focus({ preventScroll: true });
}

function draw() {
  if (read() === shown) return;
  shown = read();
  group.clearLayers();
  markers.clear();
  for (const point of JSON.parse(shown)) markers.set(point.id, marker(point));
  group.addLayers([...markers.values()]);
  if (markers.size) map.fitBounds(group.getBounds().pad(0.2), { maxZoom: 7, animate: false });
}

function point(event, on) {
  const found = markers.get(event.target.closest?.("[data-id]")?.dataset.id);
  if (!found) return;
  (group.getVisibleParent(found) ?? found).getElement()?.classList.toggle("pointed", on);
}

for (const [type, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(type, (event) => point(event, on));
}
document.addEventListener("live", draw);
draw();
element.dataset.ready = "yes";
