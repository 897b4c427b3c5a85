// Takes the reader to the cited passage, and back to the conversation as it was left.

const cited = document.querySelector("#cited");
const back = document.querySelector("#back");

// Browsers differ in whether a link into a page moves the focus there.
if (cited && location.hash === "#cited") cited.focus();

// The entries that can be gone back to are this site's own; going back keeps the conversation, a link would start anew.
if (window.navigation?.canGoBack) {
  back.textContent = "← Back";
  back.addEventListener("click", (event) => {
    event.preventDefault();
    history.back();
  });
}
