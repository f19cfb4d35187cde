// Web push, and choosing a place on a map.
import { baseMap } from "../console/map.js";

const form = document.getElementById("subscribe-form");
const trouble = document.getElementById("push-trouble");
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const say = (what) => { trouble.textContent = trouble.dataset[what]; trouble.hidden = false; };
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

async function endpoint() {
  const worker = await navigator.serviceWorker.register("/service-worker.js").then(() => navigator.serviceWorker.ready);
  const had = await worker.pushManager.getSubscription();
  return had ?? worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.key) });
}

form?.addEventListener("submit", async (event) => {
  const { elements } = form;
  if (elements.channel.value !== "webpush" || elements.address_webpush.value) return;
  event.preventDefault();
  if (!able) { say("missing"); return; }
  try {
    const { endpoint: address, keys } = (await endpoint()).toJSON();
    elements.address_webpush.value = address;
    elements.p256dh.value = keys.p256dh;
    elements.auth.value = keys.auth;
  } catch { say("refused"); return; }
  form.submit();
});

const choice = document.querySelector(".map-choice");
if (choice) {
  const [button, note, element] = choice.children;
  choice.hidden = false;
  button.addEventListener("click", async () => {
    button.setAttribute("aria-expanded", "true");
    button.disabled = true;
    note.hidden = element.hidden = false;
    const map = await baseMap(element);
    map.on("click", ({ latlng }) => {
      const { lat, lng } = latlng.wrap();
      location.assign(element.dataset.place.replace("0.00,0.00", `${lat.toFixed(2)},${lng.toFixed(2)}`));
    });
    element.dataset.ready = "yes";
  }, { once: true });
}
