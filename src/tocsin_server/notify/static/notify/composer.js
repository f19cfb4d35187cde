// The composer: areas drawn on the map are the lines of their fields, either way round; the preview follows every
// change; what was opened stays open.
import { baseMap } from "../console/map.js";

const form = document.getElementById("composer");
const element = document.getElementById("area-map");

// The preview is fetched while typing; its button, and the Enter key in a field, ask for it at once.
form.addEventListener("submit", (event) => {
  if (event.submitter?.name !== "preview") return;
  event.preventDefault();
  event.stopPropagation();
  form.dispatchEvent(new Event("input"));
}, true);

// Ctrl+Enter saves, or proposes, from anywhere in the form; it never publishes.
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.querySelector("[name=do]:not([value=publish])")?.click();
});

// Whoever comes from a template goes on with its first blank.
if (!form.querySelector("[aria-invalid=true]")) form.querySelector("[name*='-fill_']")?.focus({ preventScroll: true });

// What was typed before this script ran, or brought back by the browser, is previewed too.
const changed = (field) => ("defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue)
  || ("defaultChecked" in field && field.checked !== field.defaultChecked);
addEventListener("load", () => { if ([...form.elements].some(changed)) form.dispatchEvent(new Event("input")); });

// Opened parts of the preview stay open when it is replaced.
let opened = new Map();
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "live") return;
  opened = new Map([...detail.target.querySelectorAll("details[id]")].map((part) => [part.id, part.open]));
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "live") return;
  for (const [id, open] of opened) document.getElementById(id)?.toggleAttribute("open", open);
});

// What is typed in a field as polygons of [latitude, longitude] and circles of [latitude, longitude, km].
function read(text) {
  const shapes = { polygons: [], circles: [] };
  for (const block of text.split(/\n[ \t]*\n/)) {
    const corners = [];
    for (const line of block.split(/[\n;]/)) {
      const numbers = line.trim().replace(/\s*km$/i, "").split(/[,\s]+/).map(Number);
      if (!line.trim() || !numbers.every(Number.isFinite)) continue;
      if (numbers.length === 3) shapes.circles.push(numbers);
      else if (numbers.length === 2) corners.push(numbers);
    }
    if (corners.length) shapes.polygons.push(corners);
  }
  return shapes;
}

const degrees = (number) => String(Number(number.toFixed(5)));
const write = ({ polygons, circles }) => [
  ...polygons.filter((ring) => ring.length).map((ring) => ring.map((point) => point.map(degrees).join(", ")).join("\n")),
  ...circles.map(([lat, lng, km]) => `${degrees(lat)}, ${degrees(lng)}, ${Number(km.toFixed(km < 10 ? 2 : 1))} km`),
].join("\n\n");

class Drawing {
  constructor(map) {
    this.map = map;
    this.rows = document.getElementById("area-rows");
    this.history = [];
    this.mode = "polygon";
    this.others = L.layerGroup().addTo(map);
    this.shapes = L.layerGroup().addTo(map);
    this.handles = L.layerGroup().addTo(map);
    this.choose(this.rows.querySelector(".area-row:last-child"), false);
    map.on("click", ({ latlng }) => this.clicked(latlng));
    this.rows.addEventListener("input", () => this.draw());
    this.rows.addEventListener("focusin", ({ target }) => this.choose(target.closest(".area-row"), false));
    this.rows.addEventListener("click", ({ target }) => this.pressed(target));
    document.addEventListener("keydown", (event) => this.typed(event));
    document.addEventListener("htmx:afterSwap", () => this.draw());
    this.fit();
  }

  field(row = this.row) { return row.querySelector("textarea"); }
  get now() { return read(this.field().value); }

  // One step, which can be undone; the preview hears of it as of any typing.
  set(shapes, row = this.row) {
    const field = this.field(row);
    this.history.push([row, field.value]);
    field.value = write(shapes);
    field.closest("details").open = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  undo() {
    const [row, text] = this.history.pop() ?? [];
    if (!row) return;
    this.choose(row, false);
    this.field(row).value = text;
    this.field(row).dispatchEvent(new Event("input", { bubbles: true }));
  }

  clicked({ lat, lng }) {
    const shapes = this.now, at = [lat, L.latLng(lat, lng).wrap().lng];
    if (this.mode === "circle") shapes.circles.push([...at, this.usualRadius()]);
    else if (shapes.polygons.length) shapes.polygons.at(-1).push(at);
    else shapes.polygons.push([at]);
    this.set(shapes);
  }

  usualRadius() {
    const box = this.map.getBounds();
    return Math.max(0.1, this.map.distance(box.getNorthWest(), box.getNorthEast()) / 1000 / 12);
  }

  pressed(target) {
    const row = target.closest(".area-row");
    if (target.matches("[data-draw]")) this.choose(row, true);
    if (!target.matches("[data-empty]")) return;
    this.set({ polygons: [], circles: [] }, row);
    const name = row.querySelector("input:not([type=hidden])");
    name.value = "";
    name.focus();
    name.dispatchEvent(new Event("input", { bubbles: true }));
  }

  add() {
    const number = Math.max(-1, ...[...this.rows.children].map((row) => Number(row.dataset.row))) + 1;
    this.rows.insertAdjacentHTML("beforeend", document.getElementById("area-spare").innerHTML.replaceAll("__n__", number));
    const row = this.rows.lastElementChild;
    row.querySelectorAll("[data-draw], [data-empty]").forEach((button) => { button.hidden = false; });
    this.choose(row, false);
    row.querySelector("input:not([type=hidden])").focus();
  }

  choose(row, show) {
    if (!row) return;
    this.row = row;
    for (const each of this.rows.querySelectorAll("[data-draw]")) {
      each.setAttribute("aria-pressed", String(each.closest(".area-row") === row));
    }
    this.draw();
    if (show) { this.fit(true); element.focus({ preventScroll: true }); element.scrollIntoView({ block: "nearest" }); }
  }

  typed(event) {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.target.matches("input, textarea")) return;
    event.preventDefault();
    this.undo();
  }

  draw() {
    this.shapes.clearLayers();
    this.others.clearLayers();
    for (const row of this.rows.children) this.drawn(row);
    this.going();
    this.grips();
    document.getElementById("map-undo").disabled = !this.history.length;
  }

  drawn(row) {
    const { polygons, circles } = read(this.field(row).value);
    const options = { className: row === this.row ? "map-area" : "map-area other", interactive: false };
    for (const ring of polygons) (ring.length > 2 ? L.polygon(ring, options) : L.polyline(ring, options)).addTo(this.shapes);
    for (const [lat, lng, km] of circles) L.circle([lat, lng], { ...options, radius: km * 1000 }).addTo(this.shapes);
    const most = Math.max(0, ...polygons.map((ring) => ring.length));
    row.querySelector("[data-count]").textContent = most ? `${most} of at most 100 corners` : "";
  }

  // What the server will send, with the areas of units: drawn under what is being drawn here.
  going() {
    const told = document.getElementById("shapes");
    const options = { className: "map-area going", interactive: false };
    for (const { polygons, circles } of told ? JSON.parse(told.textContent) : []) {
      for (const ring of polygons) L.polygon(ring, options).addTo(this.others);
      for (const [lat, lng, km] of circles) L.circle([lat, lng], { ...options, radius: km * 1000 }).addTo(this.others);
    }
  }

  grips() {
    const focused = document.activeElement?.dataset?.grip;
    this.handles.clearLayers();
    const { polygons, circles } = this.now;
    polygons.forEach((ring, number) => ring.length <= 120 && ring.forEach((point, index) => this.corner(ring, number, index)));
    circles.forEach((circle, number) => this.centre(circle, number));
    if (focused) element.querySelector(`[data-grip="${focused}"]`)?.focus({ preventScroll: true });
  }

  corner(ring, number, index) {
    const name = `Corner ${index + 1} of ${ring.length}: ${ring[index].map(degrees).join(", ")}`;
    this.grip(`p${number}-${index}`, "corner", ring[index], name, {
      move: (at) => { const shapes = this.now; shapes.polygons[number][index] = at; this.set(shapes); },
      remove: () => { const shapes = this.now; shapes.polygons[number].splice(index, 1); this.set(shapes); },
    });
    const next = ring[(index + 1) % ring.length];
    if (ring.length < 3) return;
    const middle = [(ring[index][0] + next[0]) / 2, (ring[index][1] + next[1]) / 2];
    this.grip("", "between", middle, "", {
      move: (at) => { const shapes = this.now; shapes.polygons[number].splice(index + 1, 0, at); this.set(shapes); },
    });
  }

  centre([lat, lng, km], number) {
    const change = (to) => { const shapes = this.now; shapes.circles[number] = to; this.set(shapes); };
    this.grip(`c${number}`, "corner", [lat, lng], `Centre of a circle of ${km} km: ${degrees(lat)}, ${degrees(lng)}`, {
      move: (at) => change([...at, km]),
      remove: () => { const shapes = this.now; shapes.circles.splice(number, 1); this.set(shapes); },
    });
    const edge = L.latLng(lat, lng).toBounds(km * 2000).getEast();
    this.grip(`r${number}`, "corner edge", [lat, edge], `Edge of the circle, ${km} km from its centre`, {
      move: (at) => change([lat, lng, Math.max(0.05, this.map.distance([lat, lng], at) / 1000)]),
    });
  }

  grip(id, kind, at, name, { move, remove }) {
    const icon = L.divIcon({ className: `grip ${kind}`, iconSize: kind === "between" ? [12, 12] : [18, 18] });
    const marker = L.marker(at, { icon, draggable: true, keyboard: Boolean(id), title: name, autoPan: true });
    marker.on("dragend", () => { const { lat, lng } = marker.getLatLng(); move([lat, lng]); });
    marker.on("contextmenu", () => remove?.());
    marker.on("add", () => {
      const shown = marker.getElement();
      if (!id) { shown.setAttribute("aria-hidden", "true"); shown.removeAttribute("tabindex"); return; }
      shown.dataset.grip = id;
      shown.setAttribute("aria-label", name);
      shown.addEventListener("keydown", (event) => this.nudged(event, marker, move, remove));
    });
    marker.addTo(this.handles);
  }

  nudged(event, marker, move, remove) {
    const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    const gone = remove && (event.key === "Delete" || event.key === "Backspace");
    if (!step && !gone) return;
    event.preventDefault();
    event.stopPropagation();
    if (gone) { remove(); element.focus(); return; }
    const size = event.shiftKey ? 1 : 8;
    const from = this.map.latLngToContainerPoint(marker.getLatLng());
    const { lat, lng } = this.map.containerPointToLatLng(from.add([step[0] * size, step[1] * size]));
    move([lat, lng]);
  }

  fit(chosen = false) {
    const group = L.featureGroup([...this.shapes.getLayers(), ...(chosen ? [] : this.others.getLayers())]);
    if (group.getLayers().length) this.map.fitBounds(group.getBounds().pad(0.4), { animate: false, maxZoom: 9 });
    else if (element.dataset.centre) this.map.setView(element.dataset.centre.split(",").map(Number), 4, { animate: false });
  }
}

if (element) {
  const drawing = new Drawing(await baseMap(element));
  document.getElementById("map-acts").hidden = false;
  document.querySelectorAll(".area-row [data-draw], .area-row [data-empty]").forEach((button) => { button.hidden = false; });
  document.getElementById("map-undo").addEventListener("click", () => drawing.undo());
  document.getElementById("map-add").addEventListener("click", () => drawing.add());
  for (const button of document.querySelectorAll("[data-mode]")) {
    button.addEventListener("click", () => {
      drawing.mode = button.dataset.mode;
      document.querySelectorAll("[data-mode]").forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
    });
  }
  element.dataset.ready = "yes";
}
