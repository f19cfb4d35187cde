// The venues of a plan on the map, each with the share of shifts in which it gets a visit.
import { baseMap, reducedMotion } from "../console/map.js";

// A plan that was being made is there: the page is another one now.
document.addEventListener("live", ({ target }) => {
  if (target.id === "plan-state" && target.dataset.state !== "waiting" && !document.getElementById("map")) location.reload();
});

const element = document.getElementById("map");
if (element) draw(await baseMap(element), JSON.parse(document.getElementById("points").textContent));

function draw(map, points) {
  const group = L.markerClusterGroup({
    maxClusterRadius: 64, showCoverageOnHover: false, animate: !reducedMotion(),
    spiderLegPolylineOptions: { className: "map-leg" },
    iconCreateFunction: (found) => icon("cluster", found.getChildCount(), 36),
  }).addTo(map);
  group.addLayers(points.map(marker));
  if (points.length) map.fitBounds(group.getBounds().pad(0.2), { maxZoom: 9, animate: false });
  element.dataset.ready = "yes";
}

function icon(kind, text, size) {
  return L.divIcon({ className: `pin pin-${kind}`, html: `<span>${text}</span>`, iconSize: [size, size] });
}

function marker(point) {
  const made = L.marker([point.latitude, point.longitude], {
    icon: icon(`cover-${point.band}`, point.percent, 30), title: point.label, riseOnHover: true, keyboard: true,
  });
  made.on("add", () => made.getElement().setAttribute("aria-label", point.label));
  made.on("click", () => show(point.id));
  made.on("keydown", ({ originalEvent: key }) => { if (key.key === "Enter") show(point.id); });
  return made;
}

function show(id) {
  document.querySelectorAll("[data-id].chosen").forEach((other) => other.classList.remove("chosen"));
  const row = document.getElementById(`row-${id}`);
  row?.classList.add("chosen");
  row?.scrollIntoView({ block: "nearest", behavior: reducedMotion() ? "auto" : "smooth" });
}
