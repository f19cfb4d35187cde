// The clock of the page goes on between two updates, at the speed of the site's own clock.
const clock = document.getElementById("clock");

if (clock) {
  const { now, zone, speed } = clock.dataset;
  const began = performance.now();
  const form = (timeZone) => new Intl.DateTimeFormat("en-GB", {
    timeZone, day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const [local, utc] = [form(zone), form("UTC")];
  const [time, other] = [clock.querySelector("time"), clock.querySelector(".utc")];

  setInterval(() => {
    const shown = new Date(Date.parse(now) + (performance.now() - began) * Number(speed));
    time.dateTime = shown.toISOString();
    time.firstChild.textContent = `${local.format(shown)} `;
    if (other) other.textContent = `(${utc.format(shown).slice(-5)} UTC)`;
  }, 1000);
}
