// Sends files one after the other, each with its progress; has what was understood of them published as it is corrected;
// and follows changes to their end.
// What a change is, is said by the server alone: its card is fetched anew whenever the server tells of something new.

const form = document.querySelector("#upload");
const uploads = document.querySelector("#uploads");
const refusals = document.querySelector("#refusals");
const all = document.querySelector("#publish-all");
const announcement = document.querySelector("#announcement");

const PAUSE = 1000; // milliseconds between two looks where no events come

function say(words) {
  if (announcement) announcement.textContent = words;
}

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// Changes, one watched at a time: browsers open only few connections to a server, and the server few streams.

const watched = [];
let watching = false;

async function fetchCard(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (response.redirected || !response.ok) return null; // signed out meanwhile, or forgotten
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return document.adoptNode(page.querySelector(".job"));
}

async function refresh(card) {
  const fresh = await fetchCard(card.dataset.page);
  if (!fresh) return null;
  card.replaceWith(fresh);
  return fresh;
}

// Calls `look` whenever something happens to a change; ends when that says it is over.
function follow(card, look) {
  return new Promise((resolve) => {
    const events = new EventSource(card.dataset.events);
    let looking = false;
    let again = false;
    const onNews = async () => {
      again = true;
      if (looking) return;
      looking = true;
      let over = false;
      while (again && !over) {
        again = false;
        over = await look().catch(() => false);
      }
      looking = false;
      if (over) {
        events.close();
        resolve();
      } else if (events.readyState === EventSource.CLOSED) {
        setTimeout(onNews, PAUSE); // too many watch already, or the stream is past its time
      }
    };
    for (const name of ["progress", "done", "refused", "failed", "error"]) events.addEventListener(name, onNews);
  });
}

async function watchAll() {
  if (watching) return;
  watching = true;
  while (watched.length) {
    let card = watched.shift();
    await follow(card, async () => {
      const fresh = await refresh(card);
      card = fresh ?? card;
      if (fresh && "finished" in fresh.dataset) say(fresh.dataset.announcement);
      return !fresh || "finished" in fresh.dataset;
    });
  }
  watching = false;
}

function watch(card) {
  if ("finished" in card.dataset) return;
  watched.push(card);
  watchAll();
}

// Files

class Refusal extends Error {
  constructor(words, { signedOut = false } = {}) {
    super(words);
    this.signedOut = signedOut;
  }
}

function send(data, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json, application/problem+json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded, event.total));
    request.addEventListener("load", () => {
      if (request.status === 201) resolve(request.response);
      else reject(refusalOf(request.status, request.response));
    });
    request.addEventListener("error", () => reject(new Refusal("The service could not be reached.")));
    request.send(data);
  });
}

function refusalOf(status, problem) {
  const large = status === 413 && "It is larger than 25 MB, the most that can be sent.";
  const fields = problem?.errors?.map((error) => error.detail).join("; ");
  const words = large || fields || problem?.detail || `The service answered with status ${status}.`;
  return new Refusal(words, { signedOut: problem?.code === "not_signed_in" });
}

function listRefused(name, why) {
  const row = element("tr", "", { role: "row" });
  row.append(
    element("th", name, { role: "rowheader", scope: "row", "data-name": "File", dir: "auto" }),
    element("td", why, { role: "cell", "data-name": "Why", dir: "auto" }),
  );
  refusals.querySelector("tbody").append(row);
  refusals.hidden = false;
}

// An alert is told by itself, with its link.
function sessionEnded() {
  const line = element("p", "Refused: the session of this page has ended. ", { class: "error", role: "alert" });
  line.append(element("a", "Sign in again", { href: form.dataset.signIn }), ", then choose the file once more.");
  return line;
}

// Shows a file as waiting; returns what sends it.
function queued(file, fields) {
  const card = element("article", "", { class: "job running" });
  const line = element("p", "", { class: "progress" });
  const bar = element("progress", "", { "aria-label": `Sending ${file.name}`, max: "1", value: "0" });
  const words = element("span", "Waits to be sent");
  line.append(bar, words);
  card.append(line);
  const item = element("li", "");
  item.append(element("p", file.name, { class: "file", dir: "auto" }), card);
  uploads.append(item);
  return async () => {
    const data = new FormData();
    for (const [key, value] of fields) data.append(key, value);
    data.append("file", file);
    try {
      const draft = await send(data, (loaded, total) => {
        bar.value = total ? loaded / total : 0;
        words.textContent = loaded < total ? `${Math.floor((100 * loaded) / total)} % sent` : "Sent, being taken";
      });
      const fresh = await fetchCard(`${form.dataset.drafts}/${draft.id}`);
      if (!fresh) throw new Refusal("It was sent, but what became of it cannot be shown. Load the page again.");
      card.replaceWith(fresh);
      say(fresh.dataset.announcement);
      offerAll();
    } catch (error) {
      if (error.signedOut) {
        card.className = "job refused";
        card.replaceChildren(sessionEnded());
        return;
      }
      say(`${file.name}: ${error.message}`);
      listRefused(file.name, error.message);
      item.remove();
    }
  };
}

// Drafts, published where they stand in a list; by itself a draft's page does that without a script.

function offerAll() {
  if (all) all.hidden = document.querySelectorAll("li form.publish").length < 2;
}

function post(form) {
  const fields = new URLSearchParams(new FormData(form));
  return fetch(form.action, { method: "POST", headers: { Accept: "application/json, application/problem+json" }, body: fields });
}

// Sends a form of a draft once at a time; tells beside it why it could not be done.
async function carryOut(form, card, work) {
  const button = form.querySelector("button");
  button.disabled = true;
  card.querySelector(".error")?.remove();
  try {
    await work(form, card);
  } catch (error) {
    button.disabled = false;
    const words = error instanceof Refusal ? error.message : "The service could not be reached.";
    form.append(element("p", words, { class: "error", role: "alert", dir: "auto" }));
  }
  offerAll();
}

async function publish(form, card) {
  const reply = await post(form);
  const answer = await reply.json();
  if (reply.status !== 202) throw refusalOf(reply.status, answer);
  const fresh = await fetchCard(`${card.dataset.jobs}/${answer.id}`);
  if (!fresh) throw new Refusal("It is published, but how far that is cannot be shown. Load the page again.");
  const focused = card.contains(document.activeElement);
  card.replaceWith(fresh);
  if (focused) fresh.querySelector("a").focus();
  watch(fresh);
}

async function discard(form, card) {
  const reply = await post(form);
  if (!reply.ok && reply.status !== 404) throw refusalOf(reply.status, await reply.json().catch(() => null));
  say(`${card.querySelector(".what").textContent.trim()} is discarded.`);
  card.closest("li").remove();
  document.querySelector("#main").focus();
}

document.addEventListener("submit", (event) => {
  const card = event.target.closest("li .draft");
  if (!card) return;
  event.preventDefault();
  carryOut(event.target, card, event.target.matches(".publish") ? publish : discard);
});
all?.addEventListener("click", () => {
  for (const each of document.querySelectorAll("li form.publish")) each.requestSubmit();
});
offerAll();

// The id that a file's name gives, as it is proposed; the server has the last word.
function proposed(name) {
  const stem = name.replace(/\.[^.]*$/, "");
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(stem) && !stem.includes("..")) return stem;
  const plain = stem.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 128);
}

function chosen() {
  const files = [...form.elements.file.files];
  const several = files.length > 1;
  for (const input of form.querySelectorAll(".single input")) input.disabled = several;
  for (const each of form.querySelectorAll(".single")) each.hidden = several;
  for (const each of form.querySelectorAll(".several")) each.hidden = !several;
  if (form.elements.id) form.elements.id.value = files.length === 1 ? proposed(files[0].name) : "";
}

function hasFiles(event) {
  return [...(event.dataTransfer?.types ?? [])].includes("Files");
}

if (form) {
  const input = form.elements.file;
  input.addEventListener("change", chosen);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const files = [...input.files];
    const fields = [...new FormData(form)].filter(([name]) => name !== "file");
    const sends = files.map((file) => queued(file, fields));
    form.reset();
    chosen();
    say(files.length === 1 ? `Sending ${files[0].name}.` : `Sending ${files.length} files.`);
    for (const start of sends) await start();
  });
  // A file that misses the form would otherwise take its reader away from the page.
  window.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form.classList.add("dropping");
  });
  window.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("dropping");
  });
  window.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form.classList.remove("dropping");
    input.files = event.dataTransfer.files;
    chosen();
    input.focus();
  });
}

document.querySelectorAll(".job[data-job]:not([data-finished])").forEach(watch);
