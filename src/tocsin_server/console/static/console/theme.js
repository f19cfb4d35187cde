// Runs before the page is drawn, so that a chosen theme never flashes in the other one.
{
  const root = document.documentElement;
  root.classList.add("scripted");
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen) root.dataset.theme = chosen;
  } catch { /* storage may be forbidden: the system decides */ }

  const isDark = () => (root.dataset.theme
    ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

  const label = (button) => {
    const { light = "Light theme", dark = "Dark theme" } = button.dataset;
    button.textContent = isDark() ? light : dark;
    button.hidden = false;
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll(".theme-button")) {
      label(button);
      button.addEventListener("click", () => {
        root.dataset.theme = isDark() ? "light" : "dark";
        try { localStorage.setItem("theme", root.dataset.theme); } catch { /* for this page only, then */ }
        document.querySelectorAll(".theme-button").forEach(label);
      });
    }
  });
}
