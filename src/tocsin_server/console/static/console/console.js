// What every console page does: the menu on phones, and live updates.
import "./pulse.js";

const menuButton = document.querySelector(".menu-button");
menuButton?.addEventListener("click", () => {
  const open = document.getElementById("menu").classList.toggle("open");
  menuButton.setAttribute("aria-expanded", String(open));
});

// A form marked data-once sends once: a second click while the first is under way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent);
});

// Filters that live in the address: a change sends the form at once.
document.addEventListener("change", (event) => {
  if (event.target.form?.matches("[data-filters]")) event.target.form.requestSubmit();
});
