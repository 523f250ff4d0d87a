// The reply box: a real textarea, a mirror behind it for the underlines, remarks docked while typing, drafts kept.

const form = document.querySelector("[data-reply]");
if (form) setUp();

function setUp() {
  const text = form.querySelector("textarea"), mirror = form.querySelector(".mirror");
  const card = form.querySelector("#remark"), state = form.querySelector("[data-state]");
  const SLOT = /\{[a-z][a-z_]{0,40}\}|⟨[^⟨⟩\n]{1,60}⟩/g;
  let remarks = [], at = 0, asked = 0, timer = null, lastSaved = text.value, asNote = false, other = "";
  const kept = new Set(), inserted = new Set();

  // Words and their underlines ---------------------------------------------------------------------------------------
  function draw() {
    const marks = [...live().map((r) => ({ from: r.from, to: r.to, kind: r.level === "stop" ? "stop" : "", here: r === current() })),
      ...slots().map((s) => ({ ...s, kind: "slot" }))].sort((a, b) => a.from - b.from);
    mirror.replaceChildren();
    let done = 0;
    for (const mark of marks) {
      if (mark.from < done) continue;
      mirror.append(text.value.slice(done, mark.from));
      const element = document.createElement("mark");
      element.className = `${mark.kind}${mark.here ? " here" : ""}`.trim();
      element.textContent = text.value.slice(mark.from, mark.to);
      mirror.append(element);
      done = mark.to;
    }
    mirror.append(text.value.slice(done) + "\u200b");
  }

  const slots = () => [...text.value.matchAll(SLOT)].map((m) => ({ from: m.index, to: m.index + m[0].length }));
  const live = () => remarks.filter((r) => text.value.slice(r.from, r.to) === r.words && !kept.has(r.id + r.words));
  const current = () => live()[Math.min(at, live().length - 1)];

  function show() {
    const all = live(), remark = asNote ? null : current(), was = card.hidden;
    card.hidden = !remark;
    form.toggleAttribute("data-writing", Boolean(text.value.trim()) && !asNote);
    draw();
    if (!remark) return;
    card.classList.toggle("stop", remark.level === "stop");
    card.querySelector(".why").textContent = remark.why;
    card.querySelector(".try").textContent = remark.try || "";
    card.querySelector("[data-take]").hidden = !remark.try;
    const count = card.querySelector(".count");
    count.hidden = all.length < 2;
    count.textContent = `${all.indexOf(remark) + 1} of ${all.length}`;
    if (was) say("1 remark");
  }

  // Spans come in code points; the textarea counts in UTF-16 units.
  function placed(remark, source) {
    const points = [...source], units = (n) => points.slice(0, n).join("").length;
    const from = units(remark.start), to = units(remark.end);
    return { ...remark, from, to, words: source.slice(from, to) };
  }

  // Asking the coach, and keeping the draft --------------------------------------------------------------------------
  function changed() {
    show();
    clearTimeout(timer);
    timer = setTimeout(ask, 400);
  }

  async function ask() {
    const mine = ++asked, sent = text.value;
    if (asNote || sent === lastSaved && !sent.trim()) return;
    const body = new FormData(form);
    try {
      const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, headers: { "X-CSRFToken": body.get("csrfmiddlewaretoken"), Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      if (mine !== asked) return;
      lastSaved = sent;
      remarks = told.remarks.map((r) => placed(r, sent));
      at = 0;
      state.textContent = sent.trim() ? told.state : "";
      tick(told.answered);
      show();
    } catch {
      if (mine === asked) state.textContent = "Not connected. Your draft is kept here.";
    }
  }

  function tick(answered) {
    for (const item of form.querySelectorAll("[data-ask]")) {
      const done = answered.includes(item.dataset.ask);
      if (item.dataset.settled === undefined) item.dataset.settled = item.classList.contains("done");
      const yes = done || item.dataset.settled === "true";
      item.classList.toggle("done", yes);
      item.querySelector("use").setAttribute("href", yes ? "#i-ok" : "#i-q");
      item.querySelector(".sr").textContent = yes ? "answered" : "not answered yet";
    }
  }

  // Changing words ---------------------------------------------------------------------------------------------------
  function write(words, from, to) {
    text.focus();
    text.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, words)) { // keeps the browser's own undo
      text.setRangeText(words, from, to, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function take() {
    const remark = current();
    if (remark?.try) { write(remark.try, remark.from, remark.to); fillIn(remark.from, remark.from + remark.try.length); return; }
    (document.querySelector("#guidance .say-acts [data-insert]") ?? document.querySelector("#safety [data-insert]"))?.click();
  }

  function keep() {
    const remark = current();
    if (!remark) return false;
    kept.add(remark.id + remark.words);
    show();
    return true;
  }

  function insert(words, move) {
    const from = text.selectionStart, before = text.value.slice(0, from);
    const gap = before && !/\s$/.test(before) ? " " : "";
    write(gap + words, from, text.selectionEnd);
    if (move) inserted.add(move);
    form.elements.inserted_moves.value = [...inserted].join(" ");
    fillIn(from, from + gap.length + words.length);
    return gap + words;
  }

  // The first place that is still open is selected, so that the next key fills it.
  function fillIn(from, to) {
    const slot = slots().find((s) => s.from >= from && s.to <= to);
    if (slot) text.setSelectionRange(slot.from, slot.to);
  }

  function clear() {
    if (asNote) { text.value = ""; turnNote(false); return; }
    text.value = "";
    remarks = [];
    kept.clear();
    inserted.clear();
    form.elements.inserted_moves.value = "";
    lastSaved = "";
    state.textContent = "";
    document.getElementById("guidance")?.removeAttribute("data-inserted");
    show();
  }

  // A note for the team: another colour, another address, the words that say so -----------------------------------------
  // The reply and the note are two texts: changing over swaps them, so that neither can be taken for the other.
  function turnNote(on) {
    if (on !== asNote) [text.value, other] = [other, text.value];
    asNote = on;
    form.classList.toggle("as-note", on);
    form.querySelector(".note-hint").hidden = !on;
    form.querySelector("[data-note]").setAttribute("aria-pressed", String(on));
    form.querySelector("[data-send] span").textContent = on ? "Keep note" : "Send";
    text.placeholder = on ? "Write a note for the team" : `Write to ${form.dataset.name}`;
    form.querySelector("label[for=draft]").textContent = on ? "Your note for the team" : "Your reply";
    show();
  }

  form.addEventListener("htmx:configRequest", (event) => {
    if (event.target === form && asNote) event.detail.path = form.dataset.notesUrl;
  });
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target !== form) return;
    if (form.dataset.busy) { event.preventDefault(); return; }
    form.dataset.busy = "1";
    clearTimeout(timer);
    asked += 1;
    state.textContent = asNote ? "Keeping" : "Sending";
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form) return;
    delete form.dataset.busy;
    state.textContent = event.detail.successful || form.dataset.held ? "" : "Not sent. Your text is kept.";
  });
  document.body.addEventListener("reply-sent", () => { clear(); scrollDown(); });
  document.body.addEventListener("note-kept", () => { clear(); scrollDown(); });
  document.addEventListener("console:taken-back", (event) => {
    text.value = [event.detail.words, text.value.trim()].filter(Boolean).join("\n\n");
    changed();
    text.focus();
    say("Not sent. Your text is back.");
  });

  function scrollDown() { const scroller = document.getElementById("scroll"); if (scroller) scroller.scrollTop = 0; }

  // Events ---------------------------------------------------------------------------------------------------------------
  text.addEventListener("input", changed);
  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-take]")) take();
    if (event.target.closest("[data-keep]")) { keep(); text.focus(); }
    if (event.target.matches(".remark-slot")) text.focus();
    if (event.target.closest("[data-note]")) { turnNote(!asNote); text.focus(); }
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
    else if (event.key === "." && (event.ctrlKey || event.metaKey)) { event.preventDefault(); take(); }
    else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const count = live().length;
      if (count) { at = (at + (event.key === "ArrowDown" ? 1 : count - 1)) % count; show(); }
    } else if (event.key === "Escape") {
      if (asNote) turnNote(false);
      else if (!keep()) { text.blur(); document.getElementById("scroll")?.focus({ preventScroll: true }); }
    }
  });
  document.addEventListener("console:insert", (event) => { event.detail.inserted = insert(event.detail.words, event.detail.move); });
  document.addEventListener("console:take-back", (event) => {
    const from = text.value.indexOf(event.detail.words);
    if (from >= 0) write("", from, from + event.detail.words.length);
  });
  document.addEventListener("islands:placed", () => {
    watchToast();
    form.hidden = form.dataset.mayReply !== "yes" || Boolean(document.querySelector("#closed form"));
  });

  // The promised ten seconds: ask the server once when they are over.
  let due = null;
  function watchToast() {
    const toast = document.querySelector("#toast [data-due]");
    clearTimeout(due);
    if (toast) due = setTimeout(refresh, Math.max(300, new Date(toast.dataset.due) - Date.now() + 600));
  }
  function refresh() { document.dispatchEvent(new CustomEvent("console:refresh")); }
  function say(words) { document.dispatchEvent(new CustomEvent("console:say", { detail: { words } })); }

  watchToast();
  show();
  if (text.value.trim()) ask();
}
