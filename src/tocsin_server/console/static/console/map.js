// The offline map: Natural Earth drawn as SVG, coloured by the style sheet, with names that never overlap.
const LIMITS = [[-75, -220], [84, 220]];

export async function baseMap(element) {
  const map = L.map(element, {
    minZoom: 1, maxZoom: 9, zoomSnap: 0.5, maxBounds: LIMITS, maxBoundsViscosity: 0.8, worldCopyJump: false,
    zoomAnimation: !reducedMotion(), fadeAnimation: !reducedMotion(), markerZoomAnimation: !reducedMotion(),
  });
  map.attributionControl.setPrefix(false).addAttribution("Map: Natural Earth, public domain; borders are theirs");
  map.setView([25, 20], 2);
  const basemap = await (await fetch(element.dataset.basemap)).json();
  drawn(map, basemap.features);
  new Names(basemap.features).addTo(map);
  return map;
}

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const ORDER = { land: 0, lake: 1, border: 2 };

function drawn(map, features) {
  const pane = map.createPane("base");
  pane.classList.add("map-base");
  const shapes = features.filter((one) => one.properties.layer in ORDER)
    .sort((a, b) => ORDER[a.properties.layer] - ORDER[b.properties.layer]);
  L.geoJSON(shapes, {
    pane: "base", interactive: false, smoothFactor: 0.8, renderer: L.svg({ pane: "base", padding: 0.5 }),
    style: (one) => ({ className: `map-${one.properties.layer}` }),
  }).addTo(map);
}

// Names of countries and places: each shown from its zoom on, the more important first, none over another.
const Names = L.Layer.extend({
  initialize(features) {
    this.names = features.filter((one) => one.geometry.type === "Point")
      .map(({ properties, geometry: { coordinates: [lng, lat] } }) => ({ ...properties, at: L.latLng(lat, lng) }))
      .sort((a, b) => (b.layer === "country") - (a.layer === "country") || a.zoom - b.zoom);
  },
  onAdd(map) {
    this.box = L.DomUtil.create("div", "map-names", map.createPane("names"));
    this.box.setAttribute("aria-hidden", "true");
    map.on("moveend zoomend resize", this.draw, this);
    map.on("zoomstart", this.clear, this);
    this.draw();
  },
  clear() { this.box.replaceChildren(); },
  draw() {
    const map = this._map, zoom = map.getZoom(), view = map.getBounds().pad(0.1), taken = [];
    const shown = this.names.filter((name) => name.zoom <= zoom + 0.5 && view.contains(name.at)
      && !(name.layer === "country" && zoom > 7)).slice(0, 160);
    this.box.replaceChildren(...shown.map((name) => this.place(map, name, taken)).filter(Boolean));
  },
  place(map, name, taken) {
    const { x, y } = map.latLngToLayerPoint(name.at);
    const half = name.name.length * 3.4 + 6;
    const box = [x - half, y - 9, x + half, y + 9];
    if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return null;
    taken.push(box);
    const label = document.createElement("span");
    label.className = `map-name map-name-${name.layer}${name.capital ? " capital" : ""}`;
    label.textContent = name.name;
    label.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
    return label;
  },
});
