// Drawing an area: clicks on the map and lines in the text field are the same corners, either way round.
import { baseMap } from "./map.js";

const element = document.getElementById("area-map");
const field = document.getElementById(element.dataset.ring);
const acts = document.getElementById("ring-acts");
const map = await baseMap(element);
const shape = L.polygon([], { className: "map-area" }).addTo(map);

const corners = () => field.value.split(/[\n;]+/)
  .map((line) => line.trim().split(/[,\s]+/).map(Number))
  .filter(([lat, lng, ...rest]) => Number.isFinite(lat) && Number.isFinite(lng) && !rest.length);

const write = (ring) => { field.value = ring.map(([lat, lng]) => `${lat.toFixed(4)}, ${lng.toFixed(4)}`).join("\n"); draw(); };

function draw() {
  const ring = corners();
  shape.setLatLngs(ring);
  acts.hidden = !ring.length;
}

map.on("click", ({ latlng }) => write([...corners(), [latlng.lat, latlng.wrap().lng]]));
document.getElementById("ring-back").addEventListener("click", () => write(corners().slice(0, -1)));
document.getElementById("ring-clear").addEventListener("click", () => write([]));
field.addEventListener("input", draw);
draw();
if (element.dataset.centre) map.setView(element.dataset.centre.split(",").map(Number), 3.5, { animate: false });
if (corners().length > 1) map.fitBounds(shape.getBounds().pad(0.5));
element.dataset.ready = "yes";
