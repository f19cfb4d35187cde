// What every console page does: the menu on phones, and live updates.
import "./clock.js";
import "./pulse.js";

const menuButton = document.querySelector(".menu-button");
menuButton?.addEventListener("click", () => {
  const open = document.getElementById("menu").classList.toggle("open");
  menuButton.setAttribute("aria-expanded", String(open));
});

// What takes a phone's first screen starts closed there.
if (matchMedia("(max-width: 56rem)").matches) {
  document.querySelectorAll("[data-narrow-closed]").forEach((part) => part.removeAttribute("open"));
}

// A form that came back with errors begins at the first of them.
document.querySelector("[aria-invalid=true]")?.focus();

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

// A button that opens, then closes, every part of a section.
document.addEventListener("click", ({ target }) => {
  if (!target.matches("[data-opens]")) return;
  const parts = [...document.getElementById(target.dataset.opens).querySelectorAll("details")];
  const open = parts.some((part) => !part.open);
  parts.forEach((part) => { part.open = open; });
  target.textContent = open ? "Close all" : "Open all";
});
document.querySelectorAll("[data-opens]").forEach((button) => { button.hidden = false; });

// A search field that narrows a long list of choices; what is ticked stays in sight.
for (const search of document.querySelectorAll("[data-narrows]")) {
  search.closest("[hidden]")?.removeAttribute("hidden");
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    for (const choice of document.getElementById(search.dataset.narrows).children) {
      choice.hidden = !choice.textContent.toLowerCase().includes(wanted) && !choice.querySelector(":checked");
    }
  });
}

// Filters that live in the address: a change sends the form at once.
document.addEventListener("change", (event) => {
  if (event.target.form?.matches("[data-filters]")) event.target.form.requestSubmit();
});

// Empty filters stay out of the address.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!detail.elt.matches("[data-filters]")) return;
  for (const [name, value] of [...detail.formData.entries()]) if (!value) detail.formData.delete(name);
});
