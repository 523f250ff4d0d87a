// The words behind each point: a row is one tab stop, arrows walk its marks, and a line below the message says what they show.

const panel = document.getElementById("because");
let leaving = null;

document.addEventListener("pointerover", (event) => { const mark = event.target.closest?.(".turn mark"); if (mark) show(mark); });
document.addEventListener("pointerout", (event) => { if (event.target.closest?.(".turn mark")) leaving = setTimeout(hide, 160); });
document.addEventListener("click", (event) => { const mark = event.target.closest?.(".turn mark"); mark ? show(mark) : hide(); });
document.addEventListener("focusout", (event) => { if (event.target.closest?.("[data-point]")) hide(); });
document.getElementById("scroll")?.addEventListener("scroll", hide, { passive: true });

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-point]");
  if (!row || event.target !== row) return;
  if (event.key === "Escape") { hide(); return; }
  if (!["ArrowRight", "ArrowLeft"].includes(event.key)) return;
  const marks = [...row.querySelectorAll("mark")], at = marks.findIndex((mark) => mark.classList.contains("here"));
  if (!marks.length) return;
  event.preventDefault();
  const by = event.key === "ArrowRight" ? 1 : -1;
  show(marks[at < 0 ? 0 : (at + by + marks.length) % marks.length], true);
});

function show(mark, byKey = false) {
  clearTimeout(leaving);
  hide();
  const words = document.createElement("b");
  words.textContent = `“${mark.textContent}”`;
  panel.replaceChildren(words, document.createTextNode(` ${mark.dataset.shows}`));
  panel.showPopover();
  const bubble = mark.closest(".words").getBoundingClientRect(), box = panel.getBoundingClientRect();
  const left = Math.min(Math.max(bubble.left, mark.getBoundingClientRect().left), innerWidth - box.width - 12);
  panel.style.left = `${left}px`;
  panel.style.top = `${Math.min(bubble.bottom + 4, innerHeight - box.height - 8)}px`;
  if (byKey) {
    mark.classList.add("here");
    document.dispatchEvent(new CustomEvent("console:say", { detail: { words: panel.textContent } }));
  }
}

function hide() {
  for (const mark of document.querySelectorAll(".turn mark.here")) mark.classList.remove("here");
  if (panel?.matches(":popover-open")) panel.hidePopover();
}
