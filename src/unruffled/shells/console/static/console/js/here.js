// This moment: who else is here, the contact is writing, and a reply that waits until they have finished.

const live = document.getElementById("live"), form = document.querySelector("[data-reply]");
const byId = (id) => document.getElementById(id);
const name = `here/${document.getElementById("talk")?.dataset.conversation}`;
let asking = null, pausing = null;
const EVERY = 25000; // milliseconds; after a minute without a word a person has gone

if (live) {
  const tell = () => { if (!document.hidden) htmx.trigger(byId("here-now"), "here"); };
  setTimeout(tell, 50);
  setInterval(tell, EVERY);
  document.addEventListener("visibilitychange", () => document.hidden ? go() : tell());
  addEventListener("pagehide", go);
  document.addEventListener("sse:changed", (event) => { if (event.detail?.data === name) ask(); });
  document.addEventListener("islands:placed", watchTyping);
  watchTyping();
  if (form) setUpHold();
}

function go() {
  const gone = new FormData();
  gone.set("gone", "1");
  gone.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  navigator.sendBeacon(byId("here-now").getAttribute("hx-post"), gone);
}

function ask() {
  clearTimeout(asking);
  asking = setTimeout(() => htmx.trigger(byId("here-again"), "ask"), 60);
}

function watchTyping() {
  const until = byId("typing")?.dataset.until;
  clearTimeout(pausing);
  if (until) pausing = setTimeout(ask, Math.max(200, new Date(until) - Date.now() + 300));
}

// Send while the contact writes: the reply waits here, and goes when they have paused. A message that comes first is
// read first: then nothing goes by itself.
function setUpHold() {
  const hold = byId("hold"), words = hold.querySelector("[data-hold-words]"), after = hold.querySelector("[data-after]");
  const text = form.querySelector("textarea"), state = form.querySelector("[data-state]"), seen = form.elements.seen;
  let waiting = false, read = seen.value;

  document.body.addEventListener("still-writing", () => {
    form.dataset.held = "1";
    if (!waiting) { read = seen.value; words.textContent = "Your reply waits here."; after.hidden = false; }
    hold.hidden = false;
    say(hold.querySelector("p").textContent);
  });
  after.addEventListener("click", (event) => {
    event.preventDefault();
    waiting = true;
    read = seen.value;
    after.hidden = true;
    words.textContent = "It goes when they have paused.";
    text.focus();
    look();
  });
  text.addEventListener("input", () => { if (!hold.hidden) letGo(); });
  document.body.addEventListener("reply-sent", letGo);
  document.addEventListener("islands:placed", () => { if (!hold.hidden) look(); });

  function look() {
    if (seen.value !== read) {
      letGo();
      state.textContent = `${form.dataset.name} has written. Read it, then send.`;
      say(state.textContent);
    } else if (!byId("typing").dataset.until) {
      const go = waiting;
      letGo();
      if (go) form.requestSubmit();
    }
  }

  function letGo() {
    waiting = false;
    hold.hidden = true;
    delete form.dataset.held;
  }
}

function say(words) { document.dispatchEvent(new CustomEvent("console:say", { detail: { words } })); }
