// Each tap is sent once: where the answer did not come back, the same tap is sent again and answered the same.
const form = document.getElementById("next");
const answer = document.getElementById("answer");
const trouble = document.getElementById("trouble");
const ANSWERS = { true: ["stop", "✋ Stop"], false: ["pass", "→ Pass"] };
let busy = false;

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  answer.className = "gate-answer";
  answer.textContent = "…";
  try {
    const reply = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { accept: "application/json" } });
    if (!reply.ok || reply.redirected) { location.reload(); return; }
    show(await reply.json());
  } catch {
    answer.textContent = "";
    trouble.textContent = "No connection. Tap again: the same draw is asked for once more.";
    trouble.hidden = false;
  } finally { busy = false; }
});

function show({ stops, came, stopped }) {
  const [name, words] = ANSWERS[stops];
  answer.className = `gate-answer ${name}`;
  answer.textContent = words;
  trouble.hidden = true;
  document.getElementById("came").textContent = came;
  document.getElementById("stopped").textContent = stopped;
  form.elements.key.value = crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now();
}
