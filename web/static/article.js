// Takes the reader to the cited passage, and back to the conversation as it was left; loads more of a long article.

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

// The rest of a long article comes into the page; where that fails, the link leads there.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-more]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const place = link.dataset.more;
  try {
    const reply = await fetch(link.href);
    if (!reply.ok) throw new Error(reply.status);
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const text = document.querySelector(".text");
    const version = (of) => of.querySelector(".version code").textContent;
    if (version(page) !== version(document)) throw new Error("another version");
    const more = [...page.querySelector(".text").children];
    if (place === "before") text.prepend(...more);
    else text.append(...more);
    const further = page.querySelector(`a[data-more="${place}"]`);
    if (further) link.href = further.href;
    else link.parentElement.remove();
    more[0]?.setAttribute("tabindex", "-1");
    more[0]?.focus({ preventScroll: place === "before" });
  } catch {
    location.assign(link.href);
  }
});
