// Questions that are known to be answered, while one is typed: chosen by key, by pointer, or not at all.
// HTML lets no box of several lines be a combobox: it stays a text box that names its list and the option chosen in it.

const form = document.querySelector("#ask");
const box = document.querySelector("#question");
const list = document.querySelector("#suggestions");
const told = document.querySelector("#offered");

const SOON = 120; // milliseconds without a key before they are asked for
const FEWEST = 2; // characters

let chosen = -1;
let clock = 0;
let asking = null;

function choose(place) {
  chosen = place;
  for (const [at, option] of [...list.children].entries()) option.setAttribute("aria-selected", at === place);
  if (place < 0) box.removeAttribute("aria-activedescendant");
  else box.setAttribute("aria-activedescendant", list.children[place].id);
}

function offer(questions) {
  list.replaceChildren(
    ...questions.map((question, at) => {
      const option = Object.assign(document.createElement("li"), { id: `suggestion-${at}`, textContent: question, dir: "auto" });
      option.setAttribute("role", "option");
      return option;
    }),
  );
  list.hidden = questions.length === 0;
  const words = questions.length === 1 ? "One question is" : `${questions.length} questions are`;
  told.textContent = questions.length ? `${words} suggested. Down arrow chooses.` : "";
  choose(-1);
}

function close() {
  clearTimeout(clock);
  asking?.abort();
  offer([]);
}

function take(question) {
  close();
  box.value = question;
  form.requestSubmit();
}

async function look() {
  const typed = box.value.trim();
  asking = new AbortController();
  try {
    const reply = await fetch(`${form.dataset.suggestions}?${new URLSearchParams({ q: typed })}`, { signal: asking.signal });
    if (reply.ok) offer((await reply.json()).suggestions);
  } catch (error) {
    if (error.name !== "AbortError") offer([]); // a question tells what is wrong
  }
}

box.addEventListener("input", () => {
  clearTimeout(clock);
  asking?.abort();
  // They are known to be answered by all articles, and perhaps not by those that are chosen.
  if (box.value.trim().length < FEWEST || form.dataset.kept) close();
  else clock = setTimeout(look, SOON);
});

// Before the keys of the box itself, while the list is open.
box.addEventListener(
  "keydown",
  (event) => {
    if (list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const places = list.children.length + 1; // that of the box is one of them
    if (step) choose(((chosen + 1 + step + places) % places) - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen].textContent);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

list.addEventListener("mousedown", (event) => event.preventDefault()); // the caret stays in the box
list.addEventListener("click", (event) => {
  const option = event.target.closest("li");
  if (option) take(option.textContent);
});
box.addEventListener("blur", close);
form.addEventListener("submit", close);

const said = { "aria-autocomplete": "list", "aria-controls": list.id, "aria-haspopup": "listbox" };
for (const [name, value] of Object.entries(said)) box.setAttribute(name, value);
