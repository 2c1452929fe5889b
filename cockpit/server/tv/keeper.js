// Keeps the wall's page and its fonts, so that a screen switched on while the server is away shows its last picture.
"use strict";
const KEPT = "cockpit-tv-1", PATIENCE = 5000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const {pathname, search} = new URL(event.request.url);
  if (event.request.mode === "navigate" && pathname === "/tv" && !search.includes("token=")) event.respondWith(page(event.request));
  else if (pathname.startsWith("/app/static/fonts/")) event.respondWith(font(event.request));
});

// The server's page; the one kept where it does not answer, or something between here and there answers for it.
async function page(request) {
  const kept = await caches.open(KEPT);
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(request, {signal: stop.signal});
    if (answer.ok) await kept.put(request.url, answer.clone());
    else if (answer.status === 401 || answer.status === 403) await kept.delete(request.url);
    if (answer.status < 500) return answer;
    return (await kept.match(request.url, {ignoreVary: true})) || answer;
  } catch (error) {
    const found = await kept.match(request.url, {ignoreVary: true});
    if (found) return found;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function font(request) {
  const kept = await caches.open(KEPT), found = await kept.match(request, {ignoreVary: true});
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await kept.put(request, answer.clone());
  return answer;
}
