// A promise put together from who, what and when: one sentence for the reply, nothing is sent.

document.addEventListener("submit", (event) => {
  const form = event.target.closest?.("[data-promise]");
  if (!form) return;
  event.preventDefault();
  const given = new FormData(form), what = given.get("what").trim().replace(/[.!]+$/, "").replace(/^(i|we)(['’]ll| will) /i, "");
  const words = `I’ll ${what} by ${given.get("hour")} ${dayOf(given.get("day"), form.dataset.today)}. ${given.get("who").trim()}`;
  form.closest("[popover]")?.hidePopover();
  document.dispatchEvent(new CustomEvent("console:sheet", { detail: { open: false } }));
  document.dispatchEvent(new CustomEvent("console:insert", { detail: { words, move: document.querySelector(".move")?.dataset.move } }));
});

function dayOf(day, today) {
  const apart = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
  if (apart === 0) return "today";
  if (apart === 1) return "tomorrow";
  const format = apart < 7 ? { weekday: "long" } : { weekday: "long", day: "numeric", month: "long" };
  return `on ${new Intl.DateTimeFormat("en-GB", { ...format, timeZone: "UTC" }).format(Date.parse(day))}`;
}
