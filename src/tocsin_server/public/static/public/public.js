// What the public pages can do beyond being read: everything they say and do stands there without this.
import { keepFresh } from "./fresh.js";

const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
const reveal = (element) => { element.hidden = false; };

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js").catch(() => {});

each("button.copy", (button) => {
  if (!navigator.clipboard) return;
  reveal(button);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value);
    button.textContent = button.dataset.copied;
  });
});

// One's own position, rounded here to about a kilometre: nothing finer leaves the device.
each(".here", (part) => {
  if (!navigator.geolocation) return;
  reveal(part);
  const trouble = part.querySelector(".field-error");
  part.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => {
        location.assign(part.dataset.place.replace("0.00,0.00", `${latitude.toFixed(2)},${longitude.toFixed(2)}`));
      },
      () => { trouble.textContent = part.dataset.failed; reveal(trouble); },
      { maximumAge: 600_000, timeout: 20_000 },
    );
  });
});

const live = document.querySelector("main[data-live]");
if (live) keepFresh(live);
