// Lists: the row under the keys is remembered, so that coming back lands on it.

const KEY = "unruffled-row";
document.addEventListener("click", (event) => {
  const row = event.target.closest(".row, .cell");
  if (!row) return;
  sessionStorage.setItem(KEY, row.closest("li").id);
  const list = [...document.querySelectorAll(".row, .cell")].map((one) => one.getAttribute("href"));
  sessionStorage.setItem("unruffled-list", JSON.stringify(list)); // next and previous go along it
});
const last = document.getElementById(sessionStorage.getItem(KEY) ?? "");
if (last && document.activeElement === document.body) last.querySelector(".row, .cell")?.focus({ preventScroll: true });

// Putting a row aside takes it out of the list: the keys go on with the row that comes into its place. Only once it
// has left, for news that come in meanwhile place the list too.
let chosen = null, leaving = null; // li of the row whose panel is open; of the row that was told to leave
let place = -1;
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-snooze]");
  if (!button) return;
  chosen = button.closest("li").id;
  place = rows().indexOf(button.closest("li").querySelector(".row"));
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.closest?.("#snooze form")) leaving = chosen;
});
for (const failed of ["htmx:responseError", "htmx:sendError"]) document.addEventListener(failed, () => { leaving = null; });
document.addEventListener("islands:placed", () => {
  watchToast();
  if (!leaving || document.getElementById(leaving)) return;
  leaving = null;
  const all = rows();
  all[Math.min(Math.max(0, place), all.length - 1)]?.focus({ preventScroll: true });
});

function rows() { return [...document.querySelectorAll(".rows .row")]; }

// The ten seconds to think again: when they are over, ask once.
let due = null;
function watchToast() {
  const toast = document.querySelector("#toast [data-due]");
  clearTimeout(due);
  if (toast) due = setTimeout(() => document.dispatchEvent(new CustomEvent("console:refresh")), Math.max(300, new Date(toast.dataset.due) - Date.now() + 600));
}
watchToast();
