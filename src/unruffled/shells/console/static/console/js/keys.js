// Every key of the console. Single letters work only outside text fields; `?` lists them, one switch turns them off.

const click = (selector) => { const found = visible(selector); found?.click(); return Boolean(found); };
const focus = (selector) => { const found = visible(selector); found?.focus(); return Boolean(found); };
const go = (path) => { location.assign(path); return true; };
const send = (name, detail = {}) => document.dispatchEvent(new CustomEvent(name, { detail }));
const visible = (selector) => [...document.querySelectorAll(selector)].find((found) => found.offsetParent !== null || found.matches(":popover-open *"));

const LETTERS = {
  "/": () => focus("#find") || go("/search"),
  "?": () => { document.getElementById("keys")?.showModal(); return true; },
  r: () => focus("#draft"),
  n: () => click("[data-note]"),
  b: () => click("[data-key=b]"),
  c: () => clickLast("[data-correct]"),
  f: () => click("[data-key=f]"),
  s: () => snooze(),
  e: () => click("[popovertarget=closing]") || click("[popovertarget=more]"),
  m: () => { send("console:sheet", { open: true }); return focus("#move-h"); },
  y: () => openWhyNot(),
  z: () => click("[data-key=z]"),
  u: () => { send("console:take-order"); return true; },
  j: () => step(1), k: () => step(-1),
  J: () => { send("console:neighbour", { by: 1 }); return true; }, K: () => { send("console:neighbour", { by: -1 }); return true; },
  "]": () => point(1), "[": () => point(-1),
};
const AFTER_G = { i: () => go("/inbox"), f: () => go("/floor"), n: () => go("/conversations/new"), s: () => go("/search") };

let gAt = 0;
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isOff() && event.key !== "?") return;
  if (inField(event.target) || document.querySelector("dialog[open]")) return;
  const after = Date.now() - gAt < 1200 ? AFTER_G[event.key] : null;
  gAt = event.key === "g" ? Date.now() : 0;
  const act = after ?? LETTERS[event.key] ?? arrows(event.key);
  if (act?.()) event.preventDefault();
});

function inField(target) {
  return target.matches?.("input:not([type=radio]), textarea, select, [contenteditable]");
}

function arrows(key) {
  if (!document.querySelector(".rows, .cells") || !["ArrowDown", "ArrowUp"].includes(key)) return null;
  return () => step(key === "ArrowDown" ? 1 : -1);
}

function step(by) {
  const rows = [...document.querySelectorAll(".rows .row, .cells .cell")];
  if (!rows.length) return false;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at + by))].focus();
  return true;
}

// The row under the keys, else the conversation that is open.
function snooze() {
  const row = document.activeElement.closest?.(".rows li");
  if (row) { row.querySelector("[data-snooze]")?.click(); return true; }
  return click("[data-key=s]") || click("[popovertarget=more]");
}

function point(by) {
  const points = [...document.querySelectorAll("[data-point]")];
  if (!points.length) return false;
  const at = points.indexOf(document.activeElement.closest?.("[data-point]"));
  const next = points[at < 0 ? points.length - 1 : Math.min(points.length - 1, Math.max(0, at + by))];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function clickLast(selector) {
  const here = document.activeElement.closest?.("[data-point]")?.querySelector(selector);
  const all = document.querySelectorAll(selector);
  (here ?? all[all.length - 1])?.click();
  return Boolean(all.length);
}

function openWhyNot() {
  send("console:sheet", { open: true });
  const details = document.getElementById("why-not");
  if (!details) return false;
  details.open = true;
  details.querySelector("select").focus();
  return true;
}

// The switch is remembered on this machine.
const OFF = "unruffled-keys-off";
function isOff() { return document.body.dataset.keys === "off" || read() === "1"; }
function read() { try { return localStorage.getItem(OFF); } catch { return null; } }
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-keys-switch]");
  if (!button) return;
  const off = read() !== "1";
  try { localStorage.setItem(OFF, off ? "1" : "0"); } catch { /* private window: for this page only */ }
  button.textContent = off ? "Turn them on" : "Turn them off";
});
if (isOff()) for (const button of document.querySelectorAll("[data-keys-switch]")) button.textContent = "Turn them on";
