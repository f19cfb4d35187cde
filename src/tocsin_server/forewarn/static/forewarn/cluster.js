// The circle of a cluster and the places in it; the table beside the map says the same.
import { baseMap } from "../console/map.js";

const element = document.getElementById("map");
const area = JSON.parse(document.getElementById("area").textContent);
const map = await baseMap(element);
const circle = L.geoJSON(area, { interactive: false, style: { className: "map-area" }, pointToLayer: () => null }).addTo(map);
const places = L.featureGroup().addTo(map);
for (const row of document.querySelectorAll(".cluster-place")) {
  const { latitude, longitude, observed } = row.dataset;
  const icon = L.divIcon({ className: "pin pin-toll", html: `<span>${observed}</span>`, iconSize: [22, 22] });
  const title = `${row.cells[0].textContent}: ${observed}`;
  L.marker([latitude, longitude], { icon, title, keyboard: false }).addTo(places);
}
// Not so near that nothing else is on the map: it is to show where in the country this is.
map.fitBounds(places.getBounds().extend(circle.getBounds()).pad(0.4), { maxZoom: 7, animate: false });
element.dataset.ready = "yes";
