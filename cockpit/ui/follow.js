// Streamlit follows its own links without loading the page anew; this does the same for the links within our HTML.
// What is no page of Streamlit's, as the way in and out, is left to the browser.
// The address is set as a visit of its own and told as a step in history, so that everything chosen is read from it.

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".stHtml a[href]:not([download]):not([target])");
  if (!link || link.origin !== location.origin || event.defaultPrevented) return;
  if (/^\/(auth|login)\b/.test(link.pathname)) return;
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  dispatchEvent(new PopStateEvent("popstate"));
});
