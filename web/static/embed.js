// Puts the chat into somebody's own page, where this script stands, as high as what it holds:
// <script src="https://qa.example.org/embed.js" async></script>

{
  const script = document.currentScript;
  const frame = document.createElement("iframe");
  frame.src = new URL("embed", script.src);
  frame.title = script.dataset.title ?? "Ask a question";
  frame.style.cssText = "border: 0; display: block; height: 26rem; width: 100%;";
  script.after(frame);

  addEventListener("message", (event) => {
    const height = event.data?.pioneerQaHeight;
    if (event.source === frame.contentWindow && Number.isFinite(height)) frame.style.height = `${Math.ceil(height)}px`;
  });
}
