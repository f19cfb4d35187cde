// The map of the tree: one sign for each unit directly below, by how ready its branch is.
import { baseMap, reducedMotion } from "../console/map.js";

const SIGNS = { late: "✕", cannot: "▲", waiting: "○", under_way: "◐", ready: "✓", nothing_asked: "·" };
const WORST = Object.keys(SIGNS);
const element = document.getElementById("map");
const points = () => JSON.parse(document.getElementById("points").textContent);
const row = (id) => document.getElementById(`row-${id}`);
const link = (id) => document.getElementById(`link-${id}`);
const markers = new Map();
const map = await baseMap(element);
const layer = L.markerClusterGroup({
  maxClusterRadius: 30, showCoverageOnHover: false, animate: !reducedMotion(),
  spiderLegPolylineOptions: { className: "map-leg" }, iconCreateFunction: several,
}).addTo(map);
let shown = "";

// Several units close together show what is worst among them.
function several(cluster) {
  const states = cluster.getAllChildMarkers().map((one) => one.options.state);
  const worst = WORST.find((state) => states.includes(state));
  return L.divIcon({ className: `ready ready-many ready-${worst}`, html: `<span>${SIGNS[worst]} ${states.length}</span>`, iconSize: [44, 28] });
}

function marker({ id, name, latitude, longitude, state, sentence }) {
  const label = `${name}: ${sentence}`;
  const icon = L.divIcon({ className: `ready ready-${state}`, html: `<span>${SIGNS[state]}</span>`, iconSize: [28, 28] });
  const made = L.marker([latitude, longitude], {
    icon, state, title: label, riseOnHover: true, zIndexOffset: 100 * (WORST.length - WORST.indexOf(state)),
  });
  made.on("add", () => { made.getElement().setAttribute("aria-label", label); made.getElement().setAttribute("role", "link"); });
  made.on("click", () => open(id));
  made.on("keydown", ({ originalEvent: key }) => { if (key.key === "Enter" || key.key === " ") { key.preventDefault(); open(id); } });
  made.on("mouseover", () => row(id)?.classList.add("pointed"));
  made.on("mouseout", () => row(id)?.classList.remove("pointed"));
  return made;
}

const open = (id) => { if (link(id)) location.href = link(id).href; };

function draw(fit) {
  const now = points();
  if (JSON.stringify(now) === shown) return;
  shown = JSON.stringify(now);
  layer.clearLayers();
  markers.clear();
  for (const point of now) markers.set(point.id, marker(point));
  layer.addLayers([...markers.values()]);
  if (fit && now.length) {
    map.fitBounds(now.map(({ latitude, longitude }) => [latitude, longitude]), { padding: [30, 30], maxZoom: 7, animate: false });
  }
}

function mark(event, on) {
  const found = markers.get(event.target.closest?.(".board-row")?.dataset.id);
  if (!found) return;
  (layer.getVisibleParent(found) ?? found).getElement()?.classList.toggle("pointed", on);
  if (on && event.type === "focusin" && !map.getBounds().contains(found.getLatLng())) {
    map.panTo(found.getLatLng(), { animate: !reducedMotion() });
  }
}

for (const [type, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(type, (event) => mark(event, on));
}
document.addEventListener("live", () => draw(false));
draw(true);
element.dataset.ready = "yes";
