// The shell of a wall: it asks for pictures, puts them in place without tearing anything down, and never shows one
// without its age. What it does is told by events named "tv" on the document, for whoever measures it.
"use strict";
const tv = JSON.parse(document.body.dataset.tv);
const POLL = 3000, PATIENCE = 4000, AWAY_POLL = 2000, AWAY_PATIENCE = 1800, PICTURE_PATIENCE = 15000;
const REFRESH = 20000, LOST_AFTER = 8000, SHUT_POLL = 30000, FADE = 350, RELOAD_SPREAD = 20, YOUNG = 7200000;
const STORE = "cockpit.tv", RUNG = "cockpit.tv.rung", DAY = "cockpit.tv.day", TRIED = "cockpit.tv.tried";
const root = document.documentElement, screen = document.getElementById("screen"), word = document.getElementById("word");
const hours = new Intl.DateTimeFormat("en-GB", {timeZone: tv.zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23"});
const days = new Intl.DateTimeFormat("en-CA", {timeZone: tv.zone, year: "numeric", month: "2-digit", day: "2-digit"});
const spread = Math.floor(Math.random() * RELOAD_SPREAD);

let layer = screen.firstElementChild;
let shown = null;  // the picture on the screen as it was told, and when it came by this page's own clock
let heard = 0, away = false, problem = "", shut = false;  // when the server last answered, and how it stands with it
let turn = 0, since = 0, mark = "";  // which scene, from when on, and of which data
let audio = null;

const tell = (what, more) => document.dispatchEvent(new CustomEvent("tv", {detail: {what, ...more}}));
const rest = (ms) => new Promise((done) => setTimeout(done, ms));

// ---- asking

class Shut extends Error {}

// What a path answers; throws when there is no whole answer in time, so that a connection half open is noticed.
async function ask(path, patience) {
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), patience);
  try {
    const answer = await fetch(path, {signal: stop.signal, cache: "no-store"});
    if (answer.status === 401) return {};  // not let in any more: the picture's own answer says why
    const told = await answer.json();
    if (told.closed) throw new Shut(told.closed);
    if (!answer.ok && !told.problem) throw new Error(answer.status);
    return told;
  } finally {
    clearTimeout(timer);
  }
}

async function run() {
  for (;;) {
    const begun = performance.now();
    try {
      await step(begun);
    } catch (error) {
      if (error instanceof Shut) close(error.message);
      else if (!shut) lost();
    }
    tick();
    const every = shut ? SHUT_POLL : away ? AWAY_POLL : Math.min(POLL, Math.max(turnsIn(), 50));
    await rest(Math.max(begun + every - performance.now(), 50));
  }
}

// While the server is away, and between pictures, only the small question is asked.
async function step(now) {
  if (shut) {
    await ask("/tv/picture", PICTURE_PATIENCE);
    location.reload();
    return;
  }
  if (away || !dueScene(now)) {
    const told = await ask("/version", away ? AWAY_PATIENCE : PATIENCE);
    if (told.mark) answered();
    if (told.mark === mark && !dueScene(performance.now())) return;
  }
  const wanted = dueScene(performance.now()) || scenes()[turn % scenes().length];
  const shape = `&shape=${(innerWidth / Math.max(innerHeight, 1)).toFixed(2)}`;
  const told = await ask(`/tv/picture?scene=${encodeURIComponent(wanted)}${shape}${tv.asked}`, PICTURE_PATIENCE);
  if (!told.html && !told.problem) throw new Error(wanted);
  answered();
  take(told);
}

function answered() {
  heard = performance.now();
  if (away) {
    away = false;
    tell("back");
  }
}

function lost() {
  if (!away) tell("away");
  away = true;
}

// ---- which scene

const scenes = () => (shown && shown.scenes.length ? shown.scenes : tv.scenes);
const turnsIn = () => (shown && !shown.hold && scenes().length > 1 ? since + shown.seconds * 1000 - performance.now() : POLL);

// The scene to ask for now; empty while the one on the screen is fresh.
function dueScene(now) {
  const all = scenes();
  if (!shown || shown.restored) return all[turn % all.length];
  if (!shown.hold && all.length > 1 && now - since >= shown.seconds * 1000) return all[(turn + 1) % all.length];
  return now - shown.got >= REFRESH ? all[turn % all.length] : "";
}

// ---- taking a picture

function take(told) {
  problem = told.problem || "";
  if (problem && (!told.html || (shown && !shown.failed && shown.scene === told.scene))) {
    tell("kept");
    return;  // the last good picture stays, with its age
  }
  const before = shown;
  shown = {...told, failed: Boolean(problem), got: performance.now(), restored: false};
  mark = told.mark;
  if (told.version !== tv.version && renew(told.version)) return;
  draw(before);
  if (!told.hold && !(before && before.scene === told.scene)) {
    turn = Math.max(scenes().indexOf(told.scene), 0);
    since = performance.now();
  }
  if (told.sound && String(told.hold) !== read(RUNG)) ring(String(told.hold));
  if (!problem) keep();
  quietly();
}

// A picture of the scene that stands is worked into it; another takes its place in one fade.
function draw(before) {
  const begun = performance.now(), same = before && before.scene === shown.scene && before.hold === shown.hold;
  if (!same) swap(shown.html);
  else if (before.html !== shown.html) morph(layer, parsed(shown.html));
  tick();
  tell(same ? "refreshed" : "changed", {scene: shown.scene, ms: performance.now() - begun});
}

function swap(html) {
  const old = layer;
  for (const stray of [...screen.children]) if (stray !== old) stray.remove();
  layer = document.createElement("div");
  layer.className = "layer";
  layer.append(parsed(html));
  screen.append(layer);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const gone = () => old.remove();
  if (calm) gone();
  else layer.animate([{opacity: 0}, {opacity: 1}], {duration: FADE, easing: "ease-in-out"}).finished.then(gone, gone);
}

function parsed(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  return made.content;
}

// ---- changing what stands node by node

const keyed = (node) => (node.nodeType === 1 ? node.getAttribute("data-key") : null);
const alike = (one, other) => one.nodeName === other.nodeName && keyed(one) === keyed(other);

function morph(old, fresh) {
  let have = old.firstChild;
  for (const want of [...fresh.childNodes]) {
    const found = next(have, want);
    if (!found) {
      old.insertBefore(want, have);
      continue;
    }
    while (have !== found) {
      const passed = have;
      have = have.nextSibling;
      passed.remove();
    }
    if (found.nodeType === 1) {
      attributes(found, want);
      morph(found, want);
    } else if (found.data !== want.data) found.data = want.data;
    have = found.nextSibling;
  }
  while (have) {
    const passed = have;
    have = have.nextSibling;
    passed.remove();
  }
}

function next(have, want) {
  while (have && !alike(have, want)) have = have.nextSibling;
  return have;
}

function attributes(old, fresh) {
  for (const {name, value} of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const {name} of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
}

// ---- the clocks

const filled = (text, more) => text.replace(/\{(\w+)\}/g, (_, name) => more[name]);

function age(seconds) {
  const steps = [["seconds", 60, 1], ["minutes", 5400, 60], ["hours", 172800, 3600], ["days", Infinity, 86400]];
  const [unit, , size] = steps.find(([, below]) => seconds < below);
  return filled(tv.words[unit], {n: Math.floor(seconds / size)});
}

// What is late, by the name of its clock, and the word for it. A clock that has no limit is never late.
function late(now) {
  const on = (now - shown.got) / 1000, found = [];
  const beyond = (name, seconds) => shown.limits[name] != null && seconds > shown.limits[name];
  const silent = now - heard > LOST_AFTER;
  if (silent || beyond("page", on)) found.push(["page", silent ? "away" : problem ? "problem" : "page", on]);
  for (const name of ["sync", "source"]) {
    const seconds = shown.ages[name] == null ? -1 : shown.ages[name] + on;
    if (beyond(name, seconds)) found.push([name, name, seconds]);
  }
  return found;
}

// The clock of the screen runs while what it shows is fresh; after that it stands at the picture's own time.
function tick() {
  if (!shown || shut) {
    if (!shut) say(away ? `▲ ${tv.words.nothing}` : "");
    return;
  }
  const now = performance.now(), found = late(now), stands = found.some(([name]) => name === "page");
  const text = hours.format(shown.at + (stands ? 0 : now - shown.got));
  for (const clock of layer.querySelectorAll('[data-clock="page"] b')) if (clock.textContent !== text) clock.textContent = text;
  const old = found.some(([name]) => name === "sync") || (now - shown.got) / 1000 > shown.limits.page;
  const names = [...found.map(([name]) => name), ...(old ? ["figures"] : [])].join(" ");
  if (root.dataset.late !== names) root.dataset.late = names;
  say(found.length ? `▲ ${filled(tv.words[found[0][1]], {age: age(found[0][2])})}` : "");
}

function say(text) {
  if (word.textContent === text) return;
  word.textContent = text;
  root.toggleAttribute("data-said", Boolean(text));
}

// The title tells the minute to whoever watches over the browser: a page that stands still is a page to be restarted.
function ticking() {
  tick();
  const title = `${tv.title} ${hours.format(Date.now()).slice(0, 5)}`;
  if (document.title !== title) document.title = title;
  const at = shown ? shown.at + performance.now() - shown.got : 0;
  setTimeout(ticking, 1000 - (at % 1000) + 5);
}

// ---- what outlives the page

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // a full or forbidden store only costs the picture after a restart
  }
}

function keep() {
  if (tv.keep) write(STORE, JSON.stringify({wall: tv.wall, local: Date.now(), picture: shown}));
}

function restore() {
  const kept = tv.keep ? JSON.parse(read(STORE) || "null") : null;
  if (!kept || kept.wall !== tv.wall) return;
  const passed = Math.max(Date.now() - kept.local, 0);
  shown = {...kept.picture, got: performance.now() - passed, restored: true};
  turn = Math.max(shown.scenes.indexOf(shown.scene), 0);
  since = performance.now();
  layer.replaceChildren(parsed(shown.html));
  tell("restored");
}

function close(why) {
  shut = true;
  shown = null;
  localStorage.removeItem(STORE);
  root.dataset.late = "";
  say("");
  const [title, more] = tv.words[why] || tv.words.revoked;
  const body = document.createElement("div");
  body.className = "plain";
  for (const [name, text] of [["h1", title], ["p", more]]) body.appendChild(document.createElement(name)).textContent = text;
  layer.replaceChildren(body);
  tell("shut", {why});
}

// ---- the page anew, only when the server has just answered

// Once for each other version: a stale copy between here and the server must not make it a loop.
function renew(version) {
  if (read(TRIED) === version) return false;
  write(TRIED, version);
  keep();
  tell("reload", {why: "version"});
  location.reload();
  return true;
}

function quietly() {
  const today = days.format(shown.at), [hour, minute] = hours.format(shown.at).split(":").map(Number);
  const past = hour * 60 + minute - tv.quiet - spread;
  if (read(DAY) === null) write(DAY, today);
  if (performance.now() < YOUNG || shown.hold || past < 0 || past > 60 || read(DAY) === today) return;
  write(DAY, today);
  tell("reload", {why: "daily"});
  location.reload();
}

// ---- the sound of an alarm

function ring(hold) {
  write(RUNG, hold);
  tell("sound");
  try {
    audio ??= new AudioContext();
    audio.resume();
    [880, 660, 880].forEach((pitch, at) => tone(pitch, audio.currentTime + at * 0.3));
  } catch {
    // a screen without sound still shows the alarm
  }
}

function tone(pitch, begin) {
  const voice = audio.createOscillator(), loud = audio.createGain();
  voice.frequency.value = pitch;
  loud.gain.setValueAtTime(0, begin);
  loud.gain.linearRampToValueAtTime(0.4, begin + 0.02);
  loud.gain.linearRampToValueAtTime(0, begin + 0.25);
  voice.connect(loud).connect(audio.destination);
  voice.start(begin);
  voice.stop(begin + 0.26);
}

// The page is kept too, for a screen switched on while the server is away; only a safe connection allows it.
async function settle() {
  if (!tv.keep || !("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/tv/keeper.js", {scope: "/tv"});
  await navigator.serviceWorker.ready;
  await (await caches.open(tv.cache)).add(location.href);
}

settle().catch(() => {});
try {
  restore();
} catch {
  localStorage.removeItem(STORE);
}
ticking();
run();
