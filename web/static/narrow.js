// Which articles answer: tells how many pass as it is chosen, and lets a stretch of months be drawn on the bars, or keyed.
// What is chosen stands in the form's `data-kept`, as an address says it, for whatever asks.

const form = document.querySelector("#ask");
const panel = document.querySelector("#narrow");
const told = document.querySelector("#narrowed");
const all = document.querySelector("#all-articles");
const again = panel.querySelector(".apply button");
const fields = ["publisher", "type", "from", "to"].map((id) => document.getElementById(id)).filter(Boolean);
const [from, to] = ["from", "to"].map((id) => document.getElementById(id));

const YEAR = 12; // months
const SOON = 150; // milliseconds that a choice is waited out before it is counted

let counting = null;
let clock = 0;

// An address may name several publishers or kinds: then their field takes several.
const valuesOf = (field) => (field.multiple ? [...field.selectedOptions].map((option) => option.value) : [field.value.trim()]);

function kept() {
  const pairs = fields.flatMap((field) => valuesOf(field).map((value) => [field.id, value]));
  return `${new URLSearchParams(pairs.filter(([, value]) => value))}`;
}

async function count() {
  counting?.abort();
  counting = new AbortController();
  try {
    const reply = await fetch(`${panel.dataset.status}?${kept()}`, { signal: counting.signal });
    if (reply.ok) told.textContent = await reply.text();
  } catch (error) {
    if (error.name !== "AbortError") told.textContent = ""; // a question tells what is wrong
  }
}

function changed() {
  form.dataset.kept = kept();
  all.hidden = !form.dataset.kept;
  draw();
  clearTimeout(clock);
  clock = setTimeout(count, SOON);
}

// --- the bars ---

const counts = panel.dataset.counts ? panel.dataset.counts.split(" ").map(Number) : [];
const months = panel.querySelector(".months");
const brush = panel.querySelector(".brush");
const handles = [];

// A time of the address that no option says stands as one more, which the page was rendered with.
function placeOf(field, open, rendered) {
  const chosen = field.selectedIndex - 1;
  return chosen < 0 ? open : chosen < counts.length ? chosen : Number(rendered);
}
const last = counts.length - 1;
const stretch = () => [placeOf(from, 0, panel.dataset.first), placeOf(to, last, panel.dataset.last)];

function keepTo(begin, end) {
  from.selectedIndex = begin > 0 ? begin + 1 : 0;
  to.selectedIndex = end < last ? end + 1 : 0;
  changed();
}

function draw() {
  if (!months) return;
  const [begin, end] = stretch();
  brush.setAttribute("x", begin);
  brush.setAttribute("width", Math.max(0, end - begin + 1));
  [begin, end].forEach((said, which) => {
    const place = Math.max(0, Math.min(last, said));
    const words = from.options[place + 1].text;
    const number = counts[place] === 1 ? "one article" : `${counts[place]} articles`;
    handles[which].style.left = `${(100 * (place + which)) / counts.length}%`;
    handles[which].setAttribute("aria-valuenow", place);
    handles[which].setAttribute("aria-valuetext", `${words}, ${number}`);
  });
}

function move(which, place) {
  const [begin, end] = stretch();
  const bounded = Math.max(0, Math.min(last, place));
  if (which === 0) keepTo(Math.min(bounded, end), end);
  else keepTo(begin, Math.max(bounded, begin));
}

function keyed(event, which) {
  const place = stretch()[which];
  const wanted = {
    ArrowLeft: place - 1, ArrowDown: place - 1, ArrowRight: place + 1, ArrowUp: place + 1,
    PageDown: place - YEAR, PageUp: place + YEAR, Home: 0, End: last,
  }[event.key];
  if (wanted === undefined) return;
  event.preventDefault();
  move(which, wanted);
}

function brushed() {
  const track = document.createElement("div");
  track.className = "track";
  months.prepend(track);
  track.append(panel.querySelector(".bars"));
  for (const [which, name] of ["From", "To"].entries()) {
    const handle = document.createElement("span");
    handle.className = `handle ${name.toLowerCase()}`;
    handle.tabIndex = 0;
    const said = { role: "slider", "aria-label": name, "aria-valuemin": 0, "aria-valuemax": last };
    for (const [attribute, value] of Object.entries(said)) handle.setAttribute(attribute, value);
    handle.addEventListener("keydown", (event) => keyed(event, which));
    handles.push(handle);
    track.append(handle);
  }
  const at = (event) => {
    const { left, width } = track.getBoundingClientRect();
    return Math.max(0, Math.min(last, Math.floor(((event.clientX - left) / width) * counts.length)));
  };
  track.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const which = handles.indexOf(event.target);
    const start = which < 0 ? at(event) : stretch()[1 - which]; // a handle leaves the other end where it is
    const drag = (moved) => keepTo(Math.min(start, at(moved)), Math.max(start, at(moved)));
    event.preventDefault();
    track.setPointerCapture(event.pointerId);
    if (which < 0) drag(event);
    (which < 0 ? handles[1] : handles[which]).focus({ preventScroll: true });
    track.addEventListener("pointermove", drag);
    track.addEventListener("lostpointercapture", () => track.removeEventListener("pointermove", drag), { once: true });
  });
}

// --- what is chosen, at once and again ---

for (const field of fields) field.addEventListener("input", changed);
all.addEventListener("click", (event) => {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  for (const field of fields) field.value = "";
  changed();
});

// A question that is edited is asked again of the articles that it was asked of.
form.addEventListener("edited", (event) => {
  const said = new URLSearchParams(event.detail);
  for (const field of fields) {
    const [first = "", ...others] = said.getAll(field.id);
    if (field.options) field.multiple = others.length > 0;
    field.value = first;
    for (const value of [first, ...(field.multiple ? others : [])]) {
      const option = [...(field.options ?? [])].find((each) => each.value === value);
      if (option) option.selected = true;
      else if (field.options) field.add(new Option(value, value, false, true)); // what no option says is one more
    }
  }
  changed();
});

// The count is told as it is chosen, so that only what is asked already has to be asked again.
const offer = () => again.classList.toggle("unscripted", document.querySelector(".turn") === null);
form.addEventListener("asked", offer);
panel.addEventListener("toggle", offer);
document.addEventListener(
  "submit",
  (event) => {
    if (event.submitter !== again) return;
    event.preventDefault();
    event.stopPropagation();
    form.dispatchEvent(new Event("again"));
  },
  true,
);

if (months) brushed();
form.dataset.kept = kept();
offer();
draw();
