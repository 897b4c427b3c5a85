// The chat in place: asks the server for each turn as it renders it, and keeps the earlier ones.
// A conversation is the list of what was asked; the page, the address and the window's history all follow from it.

const form = document.querySelector("#ask");
const box = document.querySelector("#question");
const send = document.querySelector("#send");
const stop = document.querySelector("#stop");
const intro = document.querySelector("#intro");
const thread = document.querySelector("#thread");
const talk = document.querySelector("#talk");
const failure = document.querySelector("#failure");
const failureText = document.querySelector("#failure-text");
const retry = document.querySelector("#retry");
const announcement = document.querySelector("#announcement");

const HISTORY = 20; // the most earlier questions that a request may hold
const LONGEST_ADDRESS = 6_000; // characters; of a longer conversation the address holds the end
const PATIENCE = 30_000; // milliseconds

const turns = new Map(); // each rendered turn by what led to it
let conversation = []; // of {question, undo, kept}: names of what is taken back, the query of which articles are asked
let waiting = null; // the AbortController of the request under way

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

// Shows a conversation; resolves to whether it is still the one that is wanted.
async function show(wanted) {
  waiting?.abort();
  const mine = new AbortController();
  busy(mine);
  try {
    const shown = await Promise.all(wanted.map((_, place) => turnOf(wanted.slice(0, place + 1), mine.signal)));
    if (mine !== waiting) return false;
    conversation = wanted;
    thread.replaceChildren(...shown);
    intro.hidden = shown.length > 0;
    talk.hidden = shown.length === 0;
    for (const link of talk.querySelectorAll("[data-address]")) link.href = link.dataset.address + queryOf(wanted);
    failure.hidden = true;
    failureText.textContent = "";
    box.removeAttribute("aria-invalid");
    return true;
  } catch (error) {
    if (mine !== waiting || mine.signal.aborted) return false;
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
  return location.pathname;
}

// Titles the window after the last turn and takes the reader to it, or to the composer when there is none.
function arrive() {
  const turn = thread.lastElementChild;
  document.title = turn ? turn.dataset.title : form.dataset.title;
  announcement.textContent = turn ? turn.dataset.announcement : "";
  if (!turn) return box.focus({ preventScroll: true }); // it is in view, and what stands above it should stay so
  const heading = turn.querySelector(".question");
  heading.scrollIntoView({ block: "start" });
  heading.focus({ preventScroll: true });
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
    history.pushState({ conversation }, "", queryOf(conversation));
    if (box.value.trim() === wanted.at(-1).question) box.value = "";
    form.dispatchEvent(new Event("asked"));
    arrive();
  } catch (error) {
    fail(error, () => converse(wanted));
  }
}

const kept = () => form.dataset.kept ?? "";
const ask = (question) => converse([...conversation, { question, undo: [], kept: kept() }]);

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
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") leaveOff();
});

// Links that ask something work in place; opened elsewhere, or without this script, they load the same.
document.querySelector("main").addEventListener("click", (event) => {
  const link = event.target.closest("a[data-undo], a[data-ask], .examples a");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const turn = link.closest(".turn");
  const upTo = conversation.slice(0, turn ? [...thread.children].indexOf(turn) + 1 : conversation.length);
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
if (!conversation.length) box.focus({ preventScroll: true });
