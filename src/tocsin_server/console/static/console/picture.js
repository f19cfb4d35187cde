// Map and list, of incidents or of warnings, hold together: what is pointed at in one is marked in the other.
import { baseMap, reducedMotion } from "./map.js";

const element = document.getElementById("map");
const points = () => JSON.parse(document.getElementById("points").textContent);
const row = (id) => document.getElementById(`row-${id}`);
const markers = new Map();
let shown = "";

const map = await baseMap(element);
const cluster = L.markerClusterGroup({
  maxClusterRadius: 44, showCoverageOnHover: false, animate: !reducedMotion(),
  spiderLegPolylineOptions: { className: "map-leg" },
  iconCreateFunction: (group) => icon("cluster", group.getChildCount(), 36),
}).addTo(map);

// The circles of clusters in space and time, where points carry one.
const areas = L.geoJSON(null, { interactive: false, style: { className: "map-area" }, pointToLayer: () => null }).addTo(map);

function icon(kind, text, size) {
  return L.divIcon({ className: `pin pin-${kind}`, html: `<span>${text}</span>`, iconSize: [size, size] });
}

// Area grows with the number killed, so that the eye compares areas.
const size = (killed) => Math.round(Math.min(64, 22 + 3.2 * Math.sqrt(killed ?? 0)));

function marker(point) {
  const made = L.marker([point.latitude, point.longitude], {
    icon: icon(point.killed === null ? "unknown" : "toll", point.killed ?? "?", size(point.killed)),
    title: point.label, riseOnHover: true, keyboard: true,
  });
  made.on("add", () => made.getElement().setAttribute("aria-label", point.label));
  made.on("click", () => choose(point.id));
  made.on("keydown", ({ originalEvent: key }) => {
    if (key.key !== "Enter" && key.key !== " ") return;
    key.preventDefault();
    choose(point.id);
  });
  made.on("mouseover", () => row(point.id)?.classList.add("pointed"));
  made.on("mouseout", () => row(point.id)?.classList.remove("pointed"));
  return made;
}

function choose(id) {
  document.querySelectorAll("[data-id].chosen").forEach((other) => other.classList.remove("chosen"));
  const chosen = row(id);
  if (!chosen) return;
  chosen.classList.add("chosen");
  chosen.scrollIntoView({ block: "nearest", behavior: reducedMotion() ? "auto" : "smooth" });
  chosen.querySelector("a").focus({ preventScroll: true });
}

function draw(fit) {
  const now = points();
  if (JSON.stringify(now) === shown) return;
  shown = JSON.stringify(now);
  cluster.clearLayers();
  markers.clear();
  for (const point of now) markers.set(point.id, marker(point));
  cluster.addLayers([...markers.values()]);
  areas.clearLayers();
  for (const { area } of now) if (area) areas.addData(area);
  if (fit && markers.size) map.fitBounds(cluster.getBounds().pad(0.3), { maxZoom: 5, animate: false });
}

function point(event, on) {
  const id = event.target.closest?.("[data-id]")?.dataset.id;
  const found = id && markers.get(id);
  if (!found) return;
  const visible = cluster.getVisibleParent(found) ?? found;
  visible.getElement()?.classList.toggle("pointed", on);
  if (on && event.type === "focusin" && !map.getBounds().contains(found.getLatLng())) map.panTo(found.getLatLng());
}

for (const [type, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(type, (event) => point(event, on));
}
document.addEventListener("live", () => draw(false));
document.addEventListener("htmx:afterSettle", () => draw(true));
draw(true);
element.dataset.ready = "yes";
