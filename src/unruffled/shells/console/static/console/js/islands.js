// Puts what the server answered in its place, island by island, and moves nothing that a person is looking at.
// An island is swapped only when its version changed; rows are matched by id; what is in use waits until it is free.

const waiting = new Map(); // id -> the newer element that waits until the old one is free
const numbers = new WeakMap(); // what asks -> the number of its request, counted as they start
let lastKey = 0, lastTyping = 0, lastMove = 0, started = 0, startedBeforeAct = 0;

const typing = () => Date.now() - lastTyping < 2000;
const byId = (id) => document.getElementById(id);

htmx.defineExtension("islands", {
  isInlineSwap: (style) => style === "islands",
  handleSwap(style, target, fragment) {
    if (style !== "islands") return false;
    return place(fragment, target);
  },
});

document.addEventListener("htmx:beforeRequest", (event) => numbers.set(event.detail.elt, ++started));

// A look at the page that began before an act was answered may be older than the answer: it is dropped, and asked again.
function isPast(source) {
  if (source?.id === "live-again") return numbers.get(source) <= startedBeforeAct;
  if (!source?.closest?.("#live, #notices-again, #earlier")) startedBeforeAct = started;
  return false;
}

function place(fragment, source) {
  if (isPast(source)) { refresh(); return []; }
  const fresh = [];
  const acted = source?.closest?.("[data-reply], [data-island], .panel");
  for (const next of fragment.querySelectorAll("[data-island], [data-rows], [data-list]")) {
    const old = byId(next.id), around = next.parentElement?.closest("[data-island]");
    if (!old || (around && waiting.get(around.id) === around)) continue;
    if (next.matches("[data-rows]")) fresh.push(...placeRows(old, next));
    else if (next.matches("[data-list]")) fresh.push(...placeList(old, next, acted));
    else fresh.push(...placeIsland(old, next, acted));
  }
  source?.closest?.("#snooze:popover-open")?.hidePopover();
  const older = fragment.querySelector("[data-older]");
  if (older) fresh.push(...placeOlder(older, fragment.querySelector("#earlier")));
  const back = fragment.querySelector("#taken-back");
  if (back) document.dispatchEvent(new CustomEvent("console:taken-back", { detail: { words: back.textContent } }));
  document.dispatchEvent(new CustomEvent("islands:placed"));
  return fresh;
}

function placeIsland(old, next, acted) {
  if (old.dataset.version === next.dataset.version) { forget(old); return []; }
  const ownDoing = acted && (acted === old || old.contains(acted) || acted.matches("[data-reply], .panel"));
  if (!ownDoing && inUse(old)) {
    const news = waiting.get(old.id)?.dataset.version !== next.dataset.version;
    waiting.set(old.id, next);
    if (showNewer(old) && news) say("Newer advice");
    return [];
  }
  return swap(old, next);
}

function swap(old, next) {
  waiting.delete(old.id);
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.querySelectorAll(":popover-open").forEach((panel) => panel.hidePopover());
  keepOpen(old, next);
  old.replaceWith(next);
  if (focused) (focused.id && byId(focused.id) || next.querySelector("h1, h2, [autofocus]") || headingOf(next)).focus({ preventScroll: true });
  if (next.id === "refusal" && !next.hidden) next.focus();
  if (next.id === "notices" && next.querySelector(".danger-notice") && !old.querySelector(".danger-notice")) say(next.querySelector(".danger-notice").innerText, true);
  if (next.id === "safety" && next.firstElementChild && !old.firstElementChild) byId("safety-h")?.focus();
  return [next];
}

// An island that nobody can stand on leaves the focus to the heading of its section.
function headingOf(island) {
  return (!island.hasAttribute("tabindex") && island.closest("section")?.querySelector("h2[tabindex]")) || island;
}

function forget(old) {
  waiting.delete(old.id);
  showNewer(old);
}

// "Newer advice" stands there exactly while some waits.
function showNewer(island) {
  const newer = island.querySelector("[data-newer]");
  if (newer) newer.hidden = !waiting.has(island.id);
  return Boolean(newer);
}

function inUse(island) {
  if (document.activeElement?.id === "safety-h") return false; // focus was put there for the reader, nobody is at work
  if (island.querySelector(":popover-open")) return true;
  if (!island.matches("[data-gated]")) return island.contains(document.activeElement);
  if (island.contains(document.activeElement)) return true;
  const pointed = island.matches(":hover");
  // Nothing is being written: a pointer left lying there keeps nobody from the next move, one that moves does.
  if (!byId("draft")?.value.trim()) return pointed && Boolean(island.querySelector("[data-move]")) && Date.now() - lastMove < 2000;
  return pointed || typing() || island.hasAttribute("data-inserted");
}

// Rows of the conversation: the same row stays, a changed one is replaced where it is, a new one is put at the end.
function placeRows(old, next) {
  const scroller = old.closest(".scroll"), rows = [...next.children], fresh = [];
  const atEnd = !scroller || Math.abs(scroller.scrollTop) < 24;
  const anchor = atEnd ? null : firstVisible(scroller, old);
  const before = anchor?.getBoundingClientRect().top;
  const wanted = new Set(rows.map((row) => row.id)), first = rows[0] && byId(rows[0].id);
  let arrived = 0, name = "";
  for (let row = first; row; ) {
    const following = row.nextElementSibling;
    if (!wanted.has(row.id)) row.remove();
    row = following;
  }
  let after = null;
  for (const row of rows) {
    const here = byId(row.id);
    if (here && here.dataset.version === row.dataset.version) { after = here; continue; }
    if (here && selected(here)) { after = here; continue; }
    if (here) {
      const focused = here.contains(document.activeElement);
      keepOpen(here, row);
      here.replaceWith(row);
      if (focused) row.focus({ preventScroll: true });
    } else {
      row.classList.add("fresh");
      after ? after.after(row) : old.prepend(row);
      if (row.matches("[data-point]")) { arrived += 1; name = row.querySelector(".meta b")?.textContent ?? ""; tellArrival(row, name); }
    }
    if (row.querySelector("[data-trouble]") && !here?.querySelector("[data-trouble]")) say(row.querySelector(".trouble p").textContent, true);
    fresh.push(row);
    after = row;
  }
  byId("turn-none")?.remove();
  old.dataset.seen = next.dataset.seen;
  const seen = document.querySelector("[data-reply] [name=seen]");
  if (seen) seen.value = next.dataset.seen;
  if (anchor) scroller.scrollTop += anchor.getBoundingClientRect().top - before;
  if (arrived && !atEnd) tellBelow(arrived, name);
  return fresh;
}

// What was said before is put above; the scroller counts from its end, so nothing that is read moves.
function placeOlder(older, next) {
  const rows = [...older.children], turns = byId("turns"), focus = byId("earlier").contains(document.activeElement);
  for (const row of rows) byId(row.id)?.remove();
  turns.prepend(...rows);
  byId("earlier").replaceWith(next);
  if (focus) (next.querySelector("a") ?? rows.at(-1)).focus({ preventScroll: true });
  return [...rows, next];
}

function firstVisible(scroller, rows) {
  const top = scroller.getBoundingClientRect().top;
  return [...rows.children].find((row) => row.getBoundingClientRect().bottom > top) ?? null;
}

// What somebody has unfolded stays so, and a picture that was asked for stays clear.
function keepOpen(old, next) {
  for (const part of old.querySelectorAll("details[open][data-keep-open]")) {
    next.querySelector(`[data-keep-open="${part.dataset.keepOpen}"]`)?.setAttribute("open", "");
  }
  const was = [...old.querySelectorAll(".picture input")];
  next.querySelectorAll(".picture input").forEach((box, n) => { box.checked = was[n]?.checked ?? false; });
}

function selected(row) {
  const selection = getSelection();
  return !selection.isCollapsed && selection.containsNode(row, true);
}

function tellArrival(row, name) {
  const band = row.querySelector(".word-heat")?.textContent ?? "";
  const words = (row.querySelector(".words")?.textContent ?? "").trim().split(/\s+/).slice(0, 12).join(" ");
  say(typing() ? `New message from ${name}` : [name, band, words].filter(Boolean).join(", "));
}

function tellBelow(count, name) {
  const button = byId("newer");
  const total = (Number(button.dataset.count) || 0) + count;
  button.dataset.count = total;
  button.textContent = `${total} new from ${name} ↓`;
  button.hidden = false;
}

// Lists: nothing is sorted anew while somebody is in it, or within five seconds of a key.
function placeList(old, next, acted) {
  if (old.dataset.version === next.dataset.version) return [];
  const moved = movedRows(old, next);
  if (moved && !acted && (old.matches(":hover") || old.contains(document.activeElement) || Date.now() - lastKey < 5000)) {
    waiting.set(old.id, next);
    const button = byId("moved");
    if (button) { button.textContent = `${moved} moved · Update U`; button.hidden = false; }
    return [];
  }
  if (moved) { waiting.delete(old.id); old.replaceWith(next); return [next]; }
  const fresh = [];
  for (const row of next.querySelectorAll("li[id]")) {
    const here = byId(row.id);
    if (!here || here.dataset.version === row.dataset.version) continue;
    row.firstElementChild?.classList.add("changed");
    const focused = here.contains(document.activeElement);
    here.replaceWith(row);
    if (focused) row.firstElementChild?.focus({ preventScroll: true });
    fresh.push(row);
  }
  old.dataset.version = next.dataset.version;
  return fresh;
}

function movedRows(old, next) {
  const ids = (list) => [...list.querySelectorAll("section, li[id]")].map((row) => row.id || row.getAttribute("aria-labelledby"));
  const was = ids(old), is = ids(next);
  return is.filter((id, n) => was[n] !== id).length || (was.length === is.length ? 0 : Math.abs(was.length - is.length));
}

export function takeNewOrder() {
  const list = document.querySelector("[data-list]"), next = list && waiting.get(list.id);
  if (!next) return false;
  const focused = list.contains(document.activeElement) ? document.activeElement.closest("li")?.id : null;
  waiting.delete(list.id);
  list.replaceWith(next);
  htmx.process(next);
  (focused && byId(focused)?.firstElementChild || next.querySelector(".row"))?.focus();
  return true;
}

function freeWaiting() {
  for (const [id, next] of [...waiting]) {
    const old = byId(id);
    if (!old || old.matches("[data-list]") || inUse(old)) continue;
    for (const element of swap(old, next)) htmx.process(element);
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-newer]")) {
    const old = event.target.closest("[data-island]"), next = waiting.get(old.id);
    if (!next) showNewer(old);
    else for (const element of swap(old, next)) { htmx.process(element); element.querySelector("h2")?.focus(); }
  }
  if (event.target.closest("#moved")) takeNewOrder();
  if (event.target.closest("#newer")) byId("scroll").scrollTop = 0;
});
document.addEventListener("keydown", () => { lastKey = Date.now(); }, true);
document.addEventListener("input", () => { lastTyping = Date.now(); }, true);
document.addEventListener("pointermove", () => { lastMove = Date.now(); }, { capture: true, passive: true });
setInterval(freeWaiting, 700);

byId("scroll")?.addEventListener("scroll", (event) => {
  const button = byId("newer");
  if (!button.hidden && Math.abs(event.target.scrollTop) < 24) { button.hidden = true; button.dataset.count = 0; }
}, { passive: true });

// Live: events carry only names; the page asks again, and after a lost connection asks once and says so.
let cutAt = 0, asking = null;

export function refresh() {
  clearTimeout(asking);
  asking = setTimeout(() => { const again = byId("live-again"); if (again) htmx.trigger(again, "refresh"); }, 30);
}

document.addEventListener("sse:changed", (event) => {
  const name = event.detail?.data ?? "", wanted = byId("live")?.dataset.names ?? "", notices = byId("notices-again");
  if (notices && (name === "everything" || name.startsWith("danger/"))) htmx.trigger(notices, "notice");
  if (name === "everything" || (wanted.endsWith("/") ? name.startsWith(wanted) : name === wanted)) refresh();
});
// Too many pages of one person: the oldest rests, and wakes when somebody looks at it again.
let resting = false;
document.addEventListener("htmx:sseClose", (event) => { if (event.detail.type === "message") resting = true; });
document.addEventListener("visibilitychange", wake);
addEventListener("focus", wake);

function wake() {
  const live = byId("live");
  if (!resting || !live || document.hidden) return;
  resting = false;
  const again = live.cloneNode(true);
  live.replaceWith(again);
  htmx.process(again);
  refresh();
}

document.addEventListener("htmx:sseError", () => {
  if (cutAt) return;
  cutAt = Date.now();
  setTimeout(() => { if (cutAt) offline("Not connected. Your draft is kept here."); }, 10000);
});
document.addEventListener("htmx:sseOpen", () => {
  if (!cutAt) return;
  const long = Date.now() - cutAt > 10000;
  cutAt = 0;
  offline("");
  refresh();
  if (long) say("Caught up");
});
addEventListener("offline", () => offline("Not connected. Your draft is kept here."));
addEventListener("online", () => { offline(""); refresh(); });
addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });

export function offline(words) {
  const strip = byId("offline");
  strip.textContent = words;
  strip.hidden = !words;
}

export function say(words, now = false) {
  const place = byId(now ? "say-now" : "say");
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = words; });
}

document.addEventListener("console:say", (event) => say(event.detail.words, event.detail.now));
document.addEventListener("console:refresh", refresh);
document.addEventListener("console:take-order", takeNewOrder);
