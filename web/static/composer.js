// The box for the question: its keys, how much it holds, and whether there is a network at all.

const form = document.querySelector("#ask");
const box = document.querySelector("#question");
const count = document.querySelector("#count");
const offline = document.querySelector("#offline");

const MOST_ROWS = 8; // that the box grows to where it grows by rows
const NEARLY_FULL = 0.8; // of the longest question: from here on the characters are counted

const asked = () => [...document.querySelectorAll(".turn")].map((turn) => turn.dataset.question);
let recalled = null; // how many questions back the one in the box is

// The box grows by its style where the browser can do that, by rows where it cannot.
function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  box.rows = 1;
  while (box.rows < MOST_ROWS && box.scrollHeight > box.clientHeight) box.rows += 1;
}

function measure() {
  grow();
  const length = [...box.value].length;
  count.textContent = length > NEARLY_FULL * box.maxLength ? `${length} of ${box.maxLength} characters` : "";
}

function recall(step) {
  const questions = asked();
  const place = (recalled ?? questions.length) + step;
  if (place < 0 || place > questions.length) return;
  recalled = place;
  box.value = questions[place] ?? "";
  box.setSelectionRange(box.value.length, box.value.length);
  measure();
}

box.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "ArrowUp" && (box.value === "" || recalled !== null)) {
    event.preventDefault();
    recall(-1);
  } else if (event.key === "ArrowDown" && recalled !== null) {
    event.preventDefault();
    recall(1);
  }
});

box.addEventListener("input", () => {
  recalled = null;
  measure();
});

form.addEventListener("asked", () => {
  recalled = null;
  measure();
});

function tellNetwork() {
  offline.hidden = navigator.onLine;
  offline.textContent = navigator.onLine ? "" : "You are offline. What is shown stays; questions can be asked once you are connected.";
}
addEventListener("online", tellNetwork);
addEventListener("offline", tellNetwork);

tellNetwork();
measure();
