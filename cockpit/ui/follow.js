// Streamlit follows its own links without loading the page anew; this does the same for the links within our HTML.
// What is no page of Streamlit's, as the way in and out, is left to the browser.
// The address is set as a visit of its own and told as a step in history, so that everything chosen is read from it.
// Streamlit's own navigation would leave behind what no widget of Streamlit's is bound to: it goes the same way here.

document.addEventListener("click", (event) => {
  const chosen = event.target.closest?.("a[data-testid$=NavLink], a[data-testid$=DropdownLink]");
  const link = chosen ?? event.target.closest?.(".stHtml a[href]:not([download]):not([target])");
  if (!link || link.origin !== location.origin || event.defaultPrevented) return;
  if (/^\/(auth|login)\b/.test(link.pathname)) return;
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const within = link.getAttribute("href");
  // A link within the page only moves it: no visit of its own.
  if (within.startsWith("#")) {
    const section = document.getElementById(within.slice(1));
    section?.scrollIntoView();
    section?.focus({ preventScroll: true });
    return;
  }
  const to = new URL(link.href);
  if (chosen) {
    event.stopPropagation();
    const asked = new URLSearchParams(location.search);
    for (const name of CARRIED) for (const value of asked.getAll(name)) to.searchParams.append(name, value);
    // On a phone the navigation lies over the page.
    document.querySelector("[data-testid=stSidebar][data-collapsed=false] [data-testid=stSidebarCollapseButton] button")?.click();
  }
  history.pushState(null, "", to);
  dispatchEvent(new PopStateEvent("popstate"));
}, true);
