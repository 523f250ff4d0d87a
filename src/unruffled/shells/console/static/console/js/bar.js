// The command bar: type to jump to a conversation or a view, or to do something with the one that is open.
// Without scripts its button leads to the search page.

const bar = document.getElementById("bar");
if (bar) setUp();

function setUp() {
  const input = bar.querySelector("input"), list = bar.querySelector("ul");
  const known = [...bar.querySelector("template").content.children].map((item) => ({ ...item.dataset, label: item.textContent }));
  let found = [], shown = [], at = 0, timer = null, asking = null, opener = null, stale = false;

  function open(from) {
    opener = from ?? document.activeElement;
    input.value = "";
    found = [];
    stale = false;
    bar.showModal();
    input.focus();
    draw();
    ask();
  }

  // What can be done here at all: a button that is not on this page is not offered.
  const there = (item) => {
    if (item.press) return Boolean(pressable(item.press));
    return !item.neighbour || Boolean(neighbour(Number(item.neighbour)));
  };
  const pressable = (selector) => [...document.querySelectorAll(selector)].find((one) => !bar.contains(one) && one.offsetParent !== null);
  const fits = (item, words) => words.every((word) => ` ${item.words} ${item.label}`.toLowerCase().includes(` ${word}`));

  function draw() {
    const text = input.value.trim(), words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const acts = known.filter((item) => there(item) && fits(item, words)).map((item) => ({ ...item, group: item.here !== undefined ? "Here" : "Go" }));
    const jumps = found.filter((item) => text || fits({ words: item.words, label: "" }, words)).map((item) => ({ ...item, label: item.words, go: item.url, group: text ? "Conversations" : "Views" }));
    const rest = text ? [{ label: `Search everything for “${text}”`, go: `${bar.querySelector("form").getAttribute("action")}?q=${encodeURIComponent(text)}`, group: "" }] : [];
    shown = text ? [...jumps, ...acts, ...rest] : [...acts, ...jumps];
    at = 0;
    list.replaceChildren(...shown.flatMap((item, n) => {
      const option = drawn(item, n);
      return item.group !== shown[n - 1]?.group && item.group ? [heading(item.group), option] : [option];
    }));
    point();
  }

  function heading(words) {
    const item = document.createElement("li");
    item.className = "heading";
    item.setAttribute("role", "presentation");
    item.textContent = words;
    return item;
  }

  function drawn(item, n) {
    const option = document.createElement("li");
    option.id = `bar-${n}`;
    option.setAttribute("role", "option");
    for (const [name, words] of [["label", item.label], ["more", item.more], ["state", item.state]]) {
      if (!words) continue;
      const part = document.createElement("span");
      part.className = name;
      part.textContent = words;
      option.append(part, " ");
    }
    if (item.key) {
      const key = document.createElement("kbd");
      key.textContent = item.key;
      option.append(key);
    }
    return option;
  }

  function point() {
    for (const option of list.querySelectorAll("[role=option]")) option.setAttribute("aria-selected", String(option.id === `bar-${at}`));
    const here = document.getElementById(`bar-${at}`);
    here ? input.setAttribute("aria-activedescendant", here.id) : input.removeAttribute("aria-activedescendant");
    here?.scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const text = input.value.trim();
    try {
      const answer = await fetch(`${bar.dataset.url}?q=${encodeURIComponent(text)}`, { signal: asking.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const told = await answer.json();
      if (text !== input.value.trim()) return;
      found = told.items;
      stale = false;
      const kept = shown[at]?.label;
      draw();
      const again = shown.findIndex((item) => item.label === kept);
      if (!text && again > 0) { at = again; point(); }
    } catch { /* the next key asks again */ }
  }

  function choose(item) {
    if (!item) return;
    bar.close();
    if (item.go) { location.assign(item.go); return; }
    if (item.neighbour) { location.assign(neighbour(Number(item.neighbour))); return; }
    pressable(item.press)?.click();
  }

  input.addEventListener("input", () => { found = []; stale = Boolean(input.value.trim()); draw(); clearTimeout(timer); timer = setTimeout(ask, 120); });
  bar.addEventListener("keydown", (event) => {
    if (["ArrowDown", "ArrowUp"].includes(event.key) && shown.length) {
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % shown.length;
      point();
    }
  });
  bar.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (stale && at === 0) { clearTimeout(timer); await ask(); } // whoever types a name and Enter means the name
    choose(shown[at]);
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(shown[Number(option.id.slice(4))]);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  bar.addEventListener("click", (event) => { if (event.target === bar) bar.close(); });
  bar.addEventListener("close", () => { asking?.abort(); if (opener?.isConnected) opener.focus({ preventScroll: true }); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-bar]");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || event.shiftKey || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (bar.open) bar.close();
    else if (!document.querySelector("dialog[open]")) open();
  });
}

// The conversations around this one: those of the list it was opened from, else the person's own in the rail.
export function neighbour(by) {
  let all = [];
  try { all = JSON.parse(sessionStorage.getItem("unruffled-list") ?? "[]"); } catch { /* nothing kept */ }
  if (!all.includes(location.pathname)) all = [...document.querySelectorAll(".rail .people a")].map((one) => one.getAttribute("href"));
  const here = all.indexOf(location.pathname);
  return here < 0 ? undefined : all[here + by];
}
document.addEventListener("console:neighbour", (event) => {
  const url = neighbour(event.detail.by);
  if (url) location.assign(url);
});
