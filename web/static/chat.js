// The chat in place: asks the server for each turn as it renders it, and keeps the earlier ones.
// A conversation is the list of what was asked; the page, the address and the window's history all follow from it.

const form = document.querySelector("#ask");
const box = document.querySelector("#question");
const send = document.querySelector("#send");
const stop = document.querySelector("#stop");
const intro = document.querySelector("#intro");
const examples = document.querySelector("#examples");
const editing = document.querySelector("#editing");
const thread = document.querySelector("#thread");
const talk = document.querySelector("#talk");
const failure = document.querySelector("#failure");
const failureText = document.querySelector("#failure-text");
const retry = document.querySelector("#retry");
const announcement = document.querySelector("#announcement");

const HISTORY = 20; // the most earlier questions that a request may hold
const LONGEST_ADDRESS = 6_000; // characters; of a longer conversation the address holds the end
const PATIENCE = 30_000; // milliseconds
const SLOW = 4; // seconds after which an answer on its way tells how long it has taken
const EMBEDDED = document.body.matches(".embedded"); // in a page of another site, whose history and caret are its own
const TOUCHED = matchMedia("(pointer: coarse)"); // where a caret in the box would bring a keyboard up, over the answer

const turns = new Map(); // each rendered turn by what led to it
let conversation = []; // of {question, undo, kept}: names of what is taken back, the query of which articles are asked
let waiting = null; // the AbortController of the request under way
let replaced = null; // the place of the question that is edited

class Failure extends Error {
  constructor(detail, again) {
    super(detail);
    this.again = again; // whether the same request may fare better later
  }
}

// Which articles are asked, from how an address says it to how a request does.
function filtersOf(kept) {
  const said = new URLSearchParams(kept);
  const [from, to] = [said.get("from"), said.get("to")];
  const month = to?.length === 7 && new Date(Date.UTC(...to.split("-"), 0)).getUTCDate();
  return {
    publishers: said.has("publisher") ? said.getAll("publisher") : null,
    types: said.has("type") ? said.getAll("type") : null,
    published_from: from && from + "-01-01".slice(0, 10 - from.length),
    published_to: to && (month ? `${to}-${month}` : to.length === 4 ? `${to}-12-31` : to),
  };
}

async function fetchTurn(asked, signal) {
  const { question, undo, kept } = asked.at(-1);
  const history = asked.slice(0, -1).slice(-HISTORY).map((each) => each.question);
  const request = new AbortController();
  const stopped = () => request.abort();
  let late = false;
  const clock = setTimeout(() => {
    late = true;
    request.abort();
  }, PATIENCE);
  signal.addEventListener("abort", stopped);
  let response;
  try {
    response = await fetch(form.dataset.turn, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/problem+json, text/html;q=0.9" },
      body: JSON.stringify({ question, history, undo, ...(kept && { filters: filtersOf(kept) }) }),
      signal: request.signal,
    });
    if (response.ok) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      return document.adoptNode(page.querySelector(".turn"));
    }
  } catch (error) {
    if (signal.aborted) throw error;
    if (!navigator.onLine) throw new Failure("You are offline. Your question is kept; ask again once you are connected.", true);
    if (late) throw new Failure("The service took too long to answer.", true);
    throw new Failure("The service could not be reached.", true);
  } finally {
    clearTimeout(clock);
    signal.removeEventListener("abort", stopped);
  }
  throw new Failure(await problemOf(response), response.status >= 500 || response.status === 429);
}

async function problemOf(response) {
  const problem = await response.json().catch(() => ({}));
  const faults = (problem.errors ?? []).map((fault) => fault.detail);
  return faults.join(" ") || problem.detail || `The service answered with status ${response.status}.`;
}

async function turnOf(asked, signal) {
  const key = JSON.stringify(asked);
  if (!turns.has(key)) turns.set(key, await fetchTurn(asked, signal));
  return turns.get(key);
}

function busy(controller) {
  waiting = controller;
  thread.setAttribute("aria-busy", String(controller !== null));
  send.hidden = controller !== null;
  stop.hidden = controller === null;
}

// A question whose answer is on its way.
function pending(question) {
  const turn = document.createElement("article");
  turn.className = "turn";
  const heading = turn.appendChild(document.createElement("h2"));
  heading.className = "question";
  heading.dir = "auto";
  heading.textContent = question;
  const told = turn.appendChild(document.createElement("p"));
  told.className = "waiting";
  told.append("Looking in the articles", Object.assign(document.createElement("span"), { className: "dots" }));
  const began = performance.now();
  const clock = setInterval(() => {
    const seconds = Math.round((performance.now() - began) / 1000);
    if (!turn.isConnected) clearInterval(clock);
    else if (seconds >= SLOW) {
      told.firstChild.data = `Still looking, ${seconds} seconds so far`;
      if (seconds === SLOW) announcement.textContent = "Still looking. Escape stops.";
    }
  }, 1000);
  return turn;
}

function place(shown) {
  thread.replaceChildren(...shown);
  intro.hidden = examples.hidden = shown.length > 0;
  talk.hidden = shown.length === 0;
}

const prefixes = (asked) => asked.map((_, end) => asked.slice(0, end + 1));
const restore = () => place(prefixes(conversation).map((asked) => turns.get(JSON.stringify(asked))));

// Shows a conversation, each answer as soon as it is there; resolves to whether it is still the one that is wanted.
async function show(wanted) {
  if (waiting) leaveOff();
  const mine = new AbortController();
  busy(mine);
  const asked = prefixes(wanted);
  const shown = asked.map((each) => turns.get(JSON.stringify(each)) ?? pending(each.at(-1).question));
  place(shown);
  if (shown.at(-1)?.querySelector(".waiting")) shown.at(-1).scrollIntoView({ block: "start" });
  try {
    await Promise.all(
      asked.map(async (each, at) => {
        const turn = await turnOf(each, mine.signal);
        if (mine === waiting && shown[at] !== turn) shown[at].replaceWith(turn);
        shown[at] = turn;
      }),
    );
    if (mine !== waiting) return false;
    conversation = wanted;
    shown.forEach((turn, at) => turn.toggleAttribute("id", at === shown.length - 1));
    if (shown.length) shown.at(-1).id = "latest";
    for (const link of talk.querySelectorAll("[data-address]")) link.href = link.dataset.address + queryOf(wanted);
    failure.hidden = true;
    failureText.textContent = "";
    box.removeAttribute("aria-invalid");
    return true;
  } catch (error) {
    if (mine !== waiting || mine.signal.aborted) return false;
    restore();
    throw error;
  } finally {
    if (mine === waiting) busy(null);
  }
}

function queryOf(asked) {
  for (let first = 0; first < asked.length; first += 1) {
    const held = asked.slice(Math.max(first, asked.length - HISTORY - 1));
    const pairs = [...held.map((each) => ["q", each.question]), ...held.at(-1).undo.map((name) => ["undo", name]), ...new URLSearchParams(held.at(-1).kept)];
    const query = `?${new URLSearchParams(pairs)}`;
    if (query.length <= LONGEST_ADDRESS || first === asked.length - 1) return query;
  }
  return kept() ? `?${kept()}` : location.pathname;
}

const addressOf = (asked) => queryOf(asked) + (asked.length > 1 ? "#latest" : "");

// Titles the window after the last turn and brings it into view; the caret stays in the box, the answer is announced.
function arrive() {
  const turn = thread.lastElementChild;
  document.title = turn ? turn.dataset.title : form.dataset.title;
  announcement.textContent = turn ? turn.dataset.announcement : "";
  turn?.scrollIntoView({ block: "start" });
  if (turn && TOUCHED.matches) turn.querySelector(".question").focus({ preventScroll: true });
  else box.focus({ preventScroll: true });
}

function fail(error, action) {
  if (!(error instanceof Failure)) throw error;
  announcement.textContent = "";
  failure.hidden = false;
  failureText.textContent = error.message;
  retry.hidden = !error.again;
  retry.onclick = action;
}

async function converse(wanted) {
  announcement.textContent = "Looking in the articles.";
  try {
    if (!(await show(wanted))) return;
    history[EMBEDDED ? "replaceState" : "pushState"]({ conversation }, "", addressOf(conversation));
    if (box.value.trim() === wanted.at(-1)?.question) box.value = "";
    edit(null);
    form.dispatchEvent(new Event("asked"));
    arrive();
  } catch (error) {
    fail(error, () => converse(wanted));
  }
}

const kept = () => form.dataset.kept ?? "";
const ask = (question) =>
  converse([...conversation.slice(0, replaced ?? conversation.length), { question, undo: [], kept: kept() }]);

// Asks all questions once more, of the articles that are chosen by now.
form.addEventListener("again", () => converse(conversation.map((each) => ({ ...each, kept: kept() }))));

// Puts a question back into the box; asked again, it takes the place of the one there and of all after it.
function edit(at) {
  const before = replaced;
  replaced = at;
  editing.hidden = at === null;
  if (at !== null) {
    box.value = conversation[at].question;
    form.dispatchEvent(new CustomEvent("edited", { detail: conversation[at].kept }));
  } else if (before !== null && box.value === conversation[before]?.question) box.value = "";
  form.dispatchEvent(new Event("asked"));
  if (at !== null) box.focus();
}

async function revisit(wanted) {
  try {
    if (await show(wanted)) arrive();
  } catch (error) {
    fail(error, () => revisit(wanted));
  }
}

function leaveOff() {
  if (!waiting) return;
  waiting.abort();
  busy(null);
  restore();
  announcement.textContent = "Stopped.";
  box.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = box.value.trim();
  if (waiting) return;
  if (question) ask(question);
  else box.focus();
});

stop.addEventListener("click", leaveOff);
document.querySelector("#keep").addEventListener("click", () => {
  edit(null);
  box.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (waiting) leaveOff();
  else if (replaced !== null) edit(null);
});

// What is typed anywhere goes to the box, and a slash leads there.
document.addEventListener("keydown", (event) => {
  const elsewhere = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (elsewhere || event.key.length !== 1 || event.key === " " || event.isComposing) return;
  if (event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === "/") event.preventDefault();
  box.focus({ preventScroll: true });
});

// Links that ask something work in place; opened elsewhere, or without this script, they load the same.
document.querySelector("main").addEventListener("click", (event) => {
  const link = event.target.closest("a[data-undo], a[data-ask], a[data-edit], a[data-delete], .examples a");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const turn = link.closest(".turn");
  const at = turn ? [...thread.children].indexOf(turn) : conversation.length;
  const upTo = conversation.slice(0, at + 1);
  if (at > conversation.length) return;
  if ("edit" in link.dataset) return edit(at);
  if ("delete" in link.dataset) return converse(conversation.filter((_, place) => place !== at));
  if (link.dataset.undo) {
    const { undo, ...same } = upTo.at(-1);
    converse([...upTo.slice(0, -1), { ...same, undo: [...new Set([...undo, link.dataset.undo])].sort() }]);
  } else converse([...(turn ? upTo : []), { question: link.dataset.ask ?? link.textContent, undo: [], kept: kept() }]);
});

addEventListener("popstate", (event) => {
  if (event.state?.conversation) revisit(event.state.conversation);
  else history.replaceState({ conversation }, ""); // a link within the page
});

// What the server rendered is the conversation of the address; one that is too long for it comes with the history.
for (const rendered of thread.children) {
  const { question, undone, kept: of = "" } = rendered.dataset;
  conversation = [...conversation, { question, undo: undone?.split(" ") ?? [], kept: `${new URLSearchParams(of)}` }];
  turns.set(JSON.stringify(conversation), rendered);
}
for (const earlier of form.querySelectorAll("input[type=hidden]")) earlier.remove(); // they are for a form without script
const held = history.state?.conversation ?? [];
const more = held.length > conversation.length || JSON.stringify(held) !== JSON.stringify(conversation);
if (conversation.length && held.length && more && held.at(-1).question === conversation.at(-1).question) revisit(held);
else history.replaceState({ conversation }, "");
if (conversation.length > 1 && !location.hash) thread.lastElementChild.scrollIntoView({ block: "start" });
if (!EMBEDDED && !TOUCHED.matches && ["", "#latest"].includes(location.hash)) box.focus({ preventScroll: true });
