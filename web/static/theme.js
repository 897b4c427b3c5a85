// Light or dark without loading the page anew; the cookie is the one that the form would set.

const form = document.querySelector("#appearance"); // none within another site's page

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const theme = event.submitter.value;
  document.documentElement.dataset.theme = theme;
  document.querySelector('meta[name="color-scheme"]').content = theme;
  document.cookie = `theme=${theme}; max-age=31536000; path=/; samesite=lax`;
  const other = form.querySelector(`button:not([value="${theme}"])`);
  other.focus();
});
