// The chat within another site's page: tells that page how high it is.

new ResizeObserver(() => {
  parent.postMessage({ pioneerQaHeight: document.body.getBoundingClientRect().height }, "*");
}).observe(document.body);
