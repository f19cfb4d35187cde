// Opening the page says for the unit that its new orders have been received; an answer is still due.
for (const form of document.querySelectorAll("[data-received]")) {
  const fresh = [...form.querySelectorAll("[data-order]")].map((order) => order.dataset.order);
  if (!fresh.length) continue;
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  for (const order of fresh) body.append("order", order);
  fetch(form.dataset.received, { method: "POST", body });
}
