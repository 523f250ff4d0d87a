// Lists: the row under the keys is remembered, so that coming back lands on it.

const KEY = "unruffled-row";
document.addEventListener("click", (event) => {
  const row = event.target.closest(".row");
  if (row) sessionStorage.setItem(KEY, row.closest("li").id);
});
const last = document.getElementById(sessionStorage.getItem(KEY) ?? "");
if (last && document.activeElement === document.body) last.querySelector(".row")?.focus({ preventScroll: true });
