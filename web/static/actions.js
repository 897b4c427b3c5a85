// What can be done with an answer that is shown: copy its quote, say whether it is right, print, put a context away.

const thread = document.querySelector("#thread");

async function copy(button) {
  const told = button.parentElement.querySelector(".copied");
  const { copy: text, html } = button.dataset;
  try {
    if (html && window.ClipboardItem) {
      const parts = { "text/plain": text, "text/html": html };
      const blobs = Object.entries(parts).map(([type, part]) => [type, new Blob([part], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    } else await navigator.clipboard.writeText(text);
    told.textContent = "Copied.";
  } catch {
    told.textContent = "The browser did not let this be copied.";
  }
}

async function giveFeedback(form, verdict) {
  const told = form.querySelector(".told");
  const fields = new FormData(form);
  const passage = fields.get("passage");
  const body = {
    question: fields.get("question"),
    history: fields.getAll("history"),
    version: fields.get("version"),
    passage: passage ? Number(passage) : null,
    verdict,
    comment: fields.get("comment") || null,
  };
  told.textContent = "Sending …";
  try {
    const reply = await fetch("/api/v1/feedback", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    if (reply.ok) {
      told.textContent = "Thank you, that is kept.";
      form.querySelector("fieldset").disabled = true;
    } else told.textContent = (await reply.json().catch(() => ({}))).detail ?? "That could not be kept.";
  } catch {
    told.textContent = navigator.onLine ? "The service could not be reached; try again." : "You are offline; try again later.";
  }
}

thread.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button) copy(button);
});

thread.addEventListener("submit", (event) => {
  if (!event.target.matches(".feedback")) return;
  event.preventDefault();
  if (event.submitter?.value) giveFeedback(event.target, event.submitter.value);
});

// A context that opens on hover or focus can be put away without moving either.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const cite of document.querySelectorAll(".cite:hover, .cite:focus-within")) cite.classList.add("away");
});
for (const kind of ["pointerout", "focusout"]) {
  thread.addEventListener(kind, (event) => event.target.closest(".cite")?.classList.remove("away"));
}

// On paper nothing is folded away.
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll(".further:not([open])")];
  for (const details of unfolded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of unfolded) details.open = false;
});
document.querySelector("#print").addEventListener("click", () => print());
