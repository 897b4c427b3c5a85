// What can be done with an answer that is shown: copy its quote, say whether it is right, print, put a context away.

const thread = document.querySelector("#thread");

// Over plain HTTP browsers give no clipboard to scripts, but let them fill in what a copy takes along.
function copyByEvent(parts) {
  let done = false;
  const fill = (event) => {
    for (const [type, part] of Object.entries(parts)) event.clipboardData.setData(type, part);
    event.preventDefault();
    done = true;
  };
  document.addEventListener("copy", fill, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", fill);
  if (!done) throw new Error("no copy");
}

async function copy(button) {
  const told = button.parentElement.querySelector(".copied");
  const { copy: text, html } = button.dataset;
  const parts = { "text/plain": text, ...(html && { "text/html": html }) };
  try {
    if (!navigator.clipboard) copyByEvent(parts);
    else if (html && window.ClipboardItem) {
      const blobs = Object.entries(parts).map(([type, part]) => [type, new Blob([part], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    } else await navigator.clipboard.writeText(text);
    told.textContent = "Copied.";
  } catch {
    told.textContent = "The browser did not let this be copied.";
  }
}

function reasonOf(problem) {
  const faults = (problem.errors ?? []).map((fault) => fault.detail);
  return faults.join(" ") || problem.detail || "That could not be kept.";
}

async function giveFeedback(form, verdict) {
  const told = form.querySelector(".told");
  const fields = new FormData(form);
  const passage = fields.get("passage");
  const body = {
    ...JSON.parse(fields.get("asked")),
    question: fields.get("question"),
    history: fields.getAll("history"),
    version: fields.get("version"),
    passage: passage ? Number(passage) : null,
    verdict,
    comment: fields.get("comment") || null,
  };
  told.textContent = "Sending …";
  try {
    const reply = await fetch(new URL("api/v1/feedback", form.action), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout?.(30_000),
    });
    if (reply.ok) {
      told.textContent = "Thank you, that is kept.";
      if (form.contains(document.activeElement)) told.focus({ preventScroll: true }); // the button can be pressed no more
      form.querySelector("fieldset").disabled = true;
    } else told.textContent = reasonOf(await reply.json().catch(() => ({})));
  } catch {
    told.textContent = navigator.onLine ? "The service could not be reached; try again." : "You are offline; try again later.";
  }
}

async function leaveQuestion(form) {
  const told = form.querySelector(".told");
  const button = form.querySelector("button");
  const focused = form.contains(document.activeElement);
  let left = false;
  button.disabled = true; // or it is left twice
  told.textContent = "Sending …";
  try {
    const headers = { Accept: "application/problem+json" };
    const reply = await fetch(form.action, { method: "POST", headers, body: new URLSearchParams(new FormData(form)) });
    told.textContent = reply.ok ? "Thank you, it is kept for the editors." : reasonOf(await reply.json().catch(() => ({})));
    left = reply.ok;
    form.querySelector("fieldset").disabled = left;
  } catch {
    told.textContent = navigator.onLine ? "The service could not be reached; try again." : "You are offline; try again later.";
  }
  button.disabled = false;
  const lost = document.activeElement === document.body; // of a button that cannot be pressed a browser takes the focus
  if (focused && (lost || form.contains(document.activeElement))) (left ? told : button).focus({ preventScroll: true });
}

thread.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button) copy(button);
});

thread.addEventListener("submit", (event) => {
  if (event.target.matches(".leave")) {
    event.preventDefault();
    leaveQuestion(event.target);
  }
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
