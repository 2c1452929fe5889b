"use strict";
// Shows one slide after the other. All there is stands in this page: the server is asked for rows alone.

const deck = JSON.parse(document.body.dataset.deck), words = deck.words;
const pages = [...document.querySelectorAll(".page")];
const by = (id) => document.getElementById(id);
const root = document.documentElement, body = document.body;
const WIDE = 1920, HIGH = 1080, THUMB = 400;
const presenting = window.name.startsWith("presenter ");
// What tells this talk's two windows from another's of the same deck; kept over a reload.
const pair = presenting ? window.name.slice(10) : remembered("pair", () => Math.random().toString(36).slice(2));
let at = 0, typed = "", hushed = 0, stilled = 0, opener = presenting ? window.opener : null;

function remembered(name, make) {
    try {
        let found = sessionStorage.getItem(`deck ${name}`);
        if (!found) sessionStorage.setItem(`deck ${name}`, found = make());
        return found;
    } catch {
        return make();
    }
}

// ---- which slide

function there() {
    let key = location.hash.slice(1);
    try { key = decodeURIComponent(key); } catch { /* as it stands */ }
    return pages.findIndex((one) => one.dataset.key === key);
}

function show(next, {tell = true, write = true} = {}) {
    if (!pages.length) return;
    at = Math.min(Math.max(next, 0), pages.length - 1);
    pages.forEach((one, place) => {
        one.classList.toggle("now", place === at);
        one.classList.toggle("next", place === at + 1);
    });
    const page = pages[at], title = page.getAttribute("aria-label");
    document.title = `${at + 1}/${pages.length} ${title} · ${deck.title}`;
    by("told").textContent = `${at + 1} / ${pages.length} ${title}`;
    if (write) named(`#${encodeURIComponent(page.dataset.key)}`);
    if (presenting) prompt_();
    if (body.classList.contains("over")) page.scrollIntoView({block: "nearest"});
    if (tell) say({key: page.dataset.key, dark: body.classList.contains("dark")});
}

function named(hash) {
    if (location.hash === hash) return;
    try { history.replaceState(null, "", hash); } catch { location.replace(hash); }
}

// ---- how large

function fit() {
    const wide = presenting ? innerWidth * .66 - 48 : innerWidth, high = presenting ? innerHeight - 96 : innerHeight;
    const k = Math.min(wide / WIDE, high / HIGH), over = body.classList.contains("over");
    const thumb = Math.min(THUMB, innerWidth - 48) / WIDE;
    root.style.setProperty("--k", over ? thumb : k);
    root.style.setProperty("--x", `${presenting ? 24 : (wide - WIDE * k) / 2}px`);
    root.style.setProperty("--y", `${presenting ? 20 : (high - HIGH * k) / 2}px`);
    if (presenting) {
        const hole = by("hole").getBoundingClientRect();
        root.style.setProperty("--nk", hole.width / WIDE);
        root.style.setProperty("--nx", `${hole.left}px`);
        root.style.setProperty("--ny", `${hole.top}px`);
    }
}

// ---- what can be done

const deeds = {
    next: () => show(at + 1),
    back: () => show(at - 1),
    first: () => show(0),
    last: () => show(pages.length - 1),
    full: () => document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.().catch(() => {}),
    overview: () => over(!body.classList.contains("over")),
    black: () => black(!body.classList.contains("dark")),
    presenter: () => presenting || present(),
    help: () => by("help").showModal(),
    close: () => document.querySelector("dialog[open]")?.close(),
    restart: () => { began = Date.now(); keep(); tick(); },
};

function over(on) {
    if (presenting) return;
    body.classList.toggle("over", on);
    fit();
    if (on) pages[at]?.scrollIntoView({block: "center"});
    else scrollTo(0, 0);
}

function black(on, tell = true) {
    body.classList.toggle("dark", on);
    if (tell) say({key: pages[at]?.dataset.key, dark: on});
}

function word(text, seconds = 4) {
    by("word").textContent = text;
    clearTimeout(hushed);
    hushed = setTimeout(() => { by("word").textContent = ""; }, seconds * 1000);
}

const KEYS = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next", Enter: "next",
    ArrowLeft: "back", ArrowUp: "back", PageUp: "back", Backspace: "back", Home: "first", End: "last",
    f: "full", F5: "full", o: "overview", b: "black", ".": "black", p: "presenter", "?": "help", h: "help",
};

addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key, on = event.target;
    if (on instanceof Element && on.closest("button, a") && (key === "Enter" || key === " ")) return;
    if (/^\d$/.test(key)) return void dial(event, typed + key);
    if (key === "Enter" && typed) return void jump(event);
    if (key === "Escape") return void escape_();
    if (key === " " && event.shiftKey) return void act(event, "back");
    if (body.classList.contains("over")) {
        const step = {ArrowDown: across(), ArrowUp: -across()}[key];
        if (step) { event.preventDefault(); show(at + step); return; }
        if (key === "Enter" || key === " ") { event.preventDefault(); over(false); return; }
    }
    if (KEYS[key]) act(event, KEYS[key]);
});

function act(event, deed) {
    event.preventDefault();
    typed = "";
    const dark = body.classList.contains("dark");
    if (dark && deed !== "full") black(false);  // the first key lights the screen again
    if (!(dark && ["black", "next", "back"].includes(deed))) deeds[deed]();
}

function dial(event, digits) {
    event.preventDefault();
    typed = digits.slice(-3);
    word(words.jump_to.replace("{n}", typed), 3);
    clearTimeout(dial.timer);
    dial.timer = setTimeout(() => { typed = ""; }, 3000);
}

function jump(event) {
    event.preventDefault();
    const wanted = Number(typed) - 1;
    typed = "";
    by("word").textContent = "";
    over(false);
    show(wanted);
}

function escape_() {
    typed = "";
    if (body.classList.contains("dark")) black(false);
    else if (body.classList.contains("over")) over(false);
    else if (document.fullscreenElement) document.exitFullscreen();
}

function across() {
    return getComputedStyle(by("deck")).gridTemplateColumns.split(" ").length;
}

// ---- pointer and finger

addEventListener("click", (event) => {
    const button = event.target.closest("button"), link = event.target.closest("a");
    if (button) {
        deeds[button.dataset.do]?.();
        if (event.detail) button.blur();
        return;
    }
    if (link) return void rows(event, link);
    if (event.target.closest("dialog, #beside") || !getSelection().isCollapsed) return;
    if (body.classList.contains("dark")) return void black(false);
    const page = event.target.closest(".page");
    if (body.classList.contains("over")) {
        if (page) { over(false); show(pages.indexOf(page)); }
    } else if (Date.now() - swiped > 400) {
        (event.clientX < innerWidth * .2 ? deeds.back : deeds.next)();
    }
});

addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    body.classList.add("stirred");
    clearTimeout(stilled);
    stilled = setTimeout(() => body.classList.remove("stirred"), 2500);
});

let touched = null, swiped = 0;
addEventListener("touchstart", (event) => {
    touched = event.touches.length === 1 ? event.touches[0] : null;
}, {passive: true});
addEventListener("touchend", (event) => {
    if (!touched || body.classList.contains("over") || document.querySelector("dialog[open]")) return;
    const x = event.changedTouches[0].clientX - touched.clientX, y = event.changedTouches[0].clientY - touched.clientY;
    touched = null;
    if (Math.abs(x) < 50 || Math.abs(x) < Math.abs(y) * 1.5) return;
    swiped = Date.now();
    (x < 0 ? deeds.next : deeds.back)();
});

// ---- the rows behind a figure: above the slide, so that it is the same one afterwards and the screen stays full

async function rows(event, link) {
    const address = link.href.baseVal ?? link.href;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const whole = new URL(address, location.href);
    if (whole.origin !== location.origin || location.protocol === "file:") return void open(whole, "_blank", "noopener");
    try {
        const answer = await fetch(whole, {signal: AbortSignal.timeout?.(20000)});
        if (answer.status === 401) return void word(words.signed_out, 8);
        const html = await answer.text(), frame = by("rows").querySelector("iframe");
        frame.onload = () => inside(frame);
        frame.srcdoc = html;
        by("rows").showModal();
    } catch {
        word(words.away, 6);
    }
}

function inside(frame) {
    const page = frame.contentDocument;
    page.addEventListener("keydown", (event) => { if (event.key === "Escape") by("rows").close(); });
    page.addEventListener("click", (event) => {
        if (event.target.closest("a[data-back]")) { event.preventDefault(); by("rows").close(); }
    });
}

// ---- the presenter's window: the same page again, by the slides it holds, in step by messages

const channel = "BroadcastChannel" in window ? new BroadcastChannel("cockpit deck") : null;
let other = opener, began = Date.now();

function say(told) {
    const message = {deck: deck.id, pair, from: presenting, ...told};
    try { other?.postMessage(message, "*"); } catch { other = null; }
    try { channel?.postMessage(message); } catch { /* no channel here */ }
}

function heard(event) {
    const told = event.data;
    if (!told || told.deck !== deck.id || told.pair !== pair || told.from === presenting) return;
    if (event.source && event.source !== window) other = event.source;
    if (told.asks) return say({key: pages[at]?.dataset.key, dark: body.classList.contains("dark")});
    const place = pages.findIndex((one) => one.dataset.key === told.key);
    if (place >= 0 && place !== at) show(place, {tell: false});
    if (Boolean(told.dark) !== body.classList.contains("dark")) black(Boolean(told.dark), false);
}

function present() {
    const page = new Blob([`<!doctype html>${root.outerHTML}`], {type: "text/html"});
    const window_ = open(`${URL.createObjectURL(page)}#${pages[at]?.dataset.key ?? ""}`, `presenter ${pair}`, "popup,width=1280,height=760");
    if (window_) other = window_;
    else word(words.no_window, 6);
}

function prompt_() {
    const notes = pages[at].querySelector(".notes").innerHTML, last = at === pages.length - 1;
    by("notes").innerHTML = notes;
    if (!notes) by("notes").textContent = words.no_notes;
    by("hole").textContent = last ? words.last : "";
    by("place").textContent = `${at + 1} / ${pages.length}`;
}

function keep() {
    try { sessionStorage.setItem("deck began", began); } catch { /* begins anew after a reload */ }
}

function tick() {
    const seconds = Math.max(Math.floor((Date.now() - began) / 1000), 0), two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(seconds / 3600), now = new Date();
    by("since").textContent = `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    by("clock").textContent = `${two(now.getHours())}:${two(now.getMinutes())}`;
}

// ---- begin

root.classList.add("live");
body.classList.remove("over", "dark", "stirred");
document.querySelectorAll("dialog[open]").forEach((one) => one.removeAttribute("open"));
by("word").textContent = "";
body.classList.toggle("presenting", presenting);
by("beside").hidden = !presenting;
addEventListener("message", heard);
if (channel) channel.onmessage = heard;
addEventListener("hashchange", () => { if (there() >= 0 && there() !== at) show(there()); });
addEventListener("resize", fit);
if (presenting) {
    began = Number(remembered("began", () => String(Date.now())));
    tick();
    setInterval(tick, 500);
    setInterval(() => say({asks: true}), 2000);
}
show(Math.max(there(), 0), {tell: false, write: !presenting});
fit();
if (presenting) say({asks: true});
