// The chat in place: asks the server for each turn as it renders it, and keeps the earlier ones.
// A conversation is the list of its questions; the page, the address and the window's history all follow from it.

const form = document.querySelector("#ask");
const box = document.querySelector("#question");
const count = document.querySelector("#count");
const intro = document.querySelector("#intro");
const thread = document.querySelector("#thread");
const failure = document.querySelector("#failure");
const failureText = document.querySelector("#failure-text");
const retry = document.querySelector("#retry");
const announcement = document.querySelector("#announcement");

const HISTORY = 20; // the most earlier questions that a request may hold
const PATIENCE = 30_000; // milliseconds
const NEARLY_FULL = 0.8; // of the longest question: from here on the characters are counted

const turns = new Map(); // each rendered turn by the questions that led to it
let questions = [];
let latest = 0; // counts what was asked for, so that a late reply does not overtake a newer one

class Failure extends Error {
  constructor(detail, again) {
    super(detail);
    this.again = again; // whether the same request may fare better later
  }
}

async function fetchTurn(conversation) {
  const question = conversation.at(-1);
  const history = conversation.slice(0, -1).slice(-HISTORY);
  let response;
  try {
    response = await fetch(form.dataset.turn, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/problem+json, text/html;q=0.9" },
      body: JSON.stringify({ question, history }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.ok) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      return document.adoptNode(page.querySelector(".turn"));
    }
  } catch (error) {
    if (!navigator.onLine) throw new Failure("You are offline. Your question is kept; ask again once you are connected.", true);
    if (error.name === "TimeoutError") throw new Failure("The service took too long to answer.", true);
    throw new Failure("The service could not be reached.", true);
  }
  throw new Failure(await problemOf(response), response.status >= 500 || response.status === 429);
}

async function problemOf(response) {
  const problem = await response.json().catch(() => ({}));
  const faults = (problem.errors ?? []).map((fault) => fault.detail);
  return [problem.detail ?? `The service answered with status ${response.status}.`, ...faults].join(" ");
}

async function turnOf(conversation) {
  const key = JSON.stringify(conversation);
  if (!turns.has(key)) turns.set(key, await fetchTurn(conversation));
  return turns.get(key);
}

// Shows a conversation; resolves to whether it is still the one that is wanted.
async function show(conversation) {
  const mine = ++latest;
  thread.setAttribute("aria-busy", "true");
  try {
    const shown = await Promise.all(conversation.map((_, place) => turnOf(conversation.slice(0, place + 1))));
    if (mine !== latest) return false;
    questions = conversation;
    thread.replaceChildren(...shown);
    intro.hidden = shown.length > 0;
    failure.hidden = true;
    failureText.textContent = "";
    box.removeAttribute("aria-invalid");
    return true;
  } catch (error) {
    if (mine !== latest) return false;
    throw error;
  } finally {
    if (mine === latest) thread.setAttribute("aria-busy", "false");
  }
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

async function ask(question) {
  announcement.textContent = "Looking in the articles.";
  try {
    if (!(await show([...questions, question]))) return;
    history.pushState({ questions }, "", `?${new URLSearchParams({ q: question })}`);
    if (box.value.trim() === question) box.value = "";
    measure();
    arrive();
  } catch (error) {
    fail(error, () => ask(question));
  }
}

async function revisit(conversation) {
  try {
    if (await show(conversation)) arrive();
  } catch (error) {
    fail(error, () => revisit(conversation));
  }
}

function measure() {
  const length = [...box.value].length;
  count.textContent = length > NEARLY_FULL * box.maxLength ? `${length} of ${box.maxLength} characters` : "";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = box.value.trim();
  if (thread.getAttribute("aria-busy") === "true") return;
  if (question) ask(question);
  else box.focus();
});

box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

box.addEventListener("input", measure);

window.addEventListener("popstate", (event) => {
  if (event.state) revisit(event.state.questions);
  else history.replaceState({ questions }, ""); // a link within the page
});

// What the server rendered is the conversation's last turn; the questions before it come with the window's history.
const rendered = thread.querySelector(".turn");
if (rendered) {
  questions = [rendered.dataset.question];
  turns.set(JSON.stringify(questions), rendered);
}
const earlier = history.state?.questions ?? [];
if (rendered && earlier.length > 1 && earlier.at(-1) === questions[0]) revisit(earlier);
else history.replaceState({ questions }, "");
if (!rendered) box.focus({ preventScroll: true });
measure();
