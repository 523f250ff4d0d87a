// What every page has: panels beside their button, the theme switch, dialogs, the phone's sheet.

let opener = null;
document.addEventListener("click", (event) => {
  const button = event.target.closest("button, a");
  if (!button) return;
  if (button.hasAttribute("popovertarget")) opener = button;
  if (button.dataset.open) document.getElementById(button.dataset.open).showModal();
  if (button.hasAttribute("data-theme-switch")) switchTheme(button);
  if (button.hasAttribute("data-sheet-switch")) switchSheet();
});

// Panels open downwards from their button, inside the window, and never over the thread's last words when there is room.
document.addEventListener("toggle", (event) => {
  const panel = event.target;
  if (!panel.matches?.("[data-beside]") || event.newState !== "open") return;
  const from = (event.source ?? opener)?.getBoundingClientRect();
  if (!from) return;
  setBeside(panel, from);
}, true);

// What a panel fetches when it opens arrives a moment later: it is placed again, and focus goes to its first control.
document.addEventListener("htmx:afterSwap", (event) => {
  const panel = event.detail.target;
  if (panel?.matches?.("[data-beside]:popover-open")) setBeside(panel, opener?.getBoundingClientRect());
});

function setBeside(panel, from) {
  if (!from) return;
  const { width, height } = panel.getBoundingClientRect(), edge = 12;
  const inRail = from.right <= 72 && innerWidth > 832, guide = document.getElementById("guide");
  if (panel.id === "correct" && innerWidth > 832 && guide) { // beside the message, over the guidance, never over the words
    panel.style.left = `${guide.getBoundingClientRect().left + 12}px`;
    panel.style.top = `${Math.max(edge, Math.min(from.top - 40, innerHeight - height - edge))}px`;
    focusFirst(panel);
    return;
  }
  const side = from.left < innerWidth / 2 ? from.left : from.right - width; // a button on the left opens to the right
  const left = inRail ? from.right + 8 : Math.min(Math.max(edge, side), innerWidth - width - edge);
  const below = from.bottom + 6 + height <= innerHeight - edge;
  const top = inRail ? Math.min(from.top, innerHeight - height - edge) : below ? from.bottom + 6 : Math.max(edge, from.top - height - 6);
  panel.style.left = `${left}px`;
  panel.style.top = `${top}px`;
  focusFirst(panel);
}

function focusFirst(panel) {
  panel.querySelector("[aria-pressed=true], input:checked, button:not([disabled]), input:not([type=hidden]), select, a")?.focus();
}

function switchTheme(button) {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  htmx.ajax("POST", button.dataset.url, { values: { theme: root.dataset.theme }, swap: "none", source: button });
}

export function switchSheet(open) {
  const talk = document.getElementById("talk"), buttons = document.querySelectorAll("[data-sheet-switch]");
  if (!talk || !buttons.length) return;
  const now = open ?? talk.dataset.sheet !== "open";
  now ? (talk.dataset.sheet = "open") : delete talk.dataset.sheet;
  for (const button of buttons) {
    button.setAttribute("aria-expanded", String(now));
    button.setAttribute("aria-label", now ? "Close guidance" : "Open guidance");
  }
  if (now) document.getElementById("guide").scrollTop = 0;
}
document.addEventListener("console:sheet", (event) => switchSheet(event.detail.open));

// A request that fails says so in words and loses nothing.
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => tell("Not connected. Your draft is kept here.", true));
}
document.addEventListener("htmx:responseError", (event) => {
  const code = event.detail.xhr.status;
  if (code === 401 || code === 403) tell("You are signed out. Sign in again in another window, then go on here.", true);
  else tell(code === 404 ? "This is not here any more." : "That did not work. Nothing was lost, try again.", true);
});
function tell(words, now) {
  document.dispatchEvent(new CustomEvent("console:say", { detail: { words, now } }));
  const strip = document.getElementById("offline");
  strip.textContent = words;
  strip.hidden = false;
  setTimeout(() => { if (strip.textContent === words) strip.hidden = true; }, 8000);
}

document.querySelector("#errors[autofocus], #errors")?.focus?.();
