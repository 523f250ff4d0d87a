// The move card: insert its words at the cursor and take them back, other words, and the words behind a reason.

document.addEventListener("click", (event) => {
  const insert = event.target.closest("[data-insert]"), other = event.target.closest("[data-other-words]");
  const quote = event.target.closest("[data-point-at]");
  if (insert) insert.dataset.inserted ? takeBack(insert) : put(insert);
  if (other) otherWords(other.closest(".move"));
  if (quote) { event.preventDefault(); pointAt(quote.dataset.pointAt); }
});

function put(button) {
  document.dispatchEvent(new CustomEvent("console:sheet", { detail: { open: false } }));
  const detail = { words: button.dataset.insert, move: button.dataset.move };
  document.dispatchEvent(new CustomEvent("console:insert", { detail }));
  button.dataset.inserted = detail.inserted ?? detail.words;
  button.dataset.was = button.textContent;
  button.textContent = "Inserted, take back";
  document.getElementById("guidance")?.setAttribute("data-inserted", "");
}

function takeBack(button) {
  document.dispatchEvent(new CustomEvent("console:take-back", { detail: { words: button.dataset.inserted } }));
  restore(button);
}

function restore(button) {
  button.textContent = button.dataset.was;
  delete button.dataset.inserted;
  document.getElementById("guidance")?.removeAttribute("data-inserted");
}

document.body.addEventListener("reply-sent", () => {
  for (const button of document.querySelectorAll("[data-insert][data-inserted]")) restore(button);
});

function otherWords(card) {
  const all = [...card.querySelectorAll("template[data-say-words]")], button = card.querySelector(".say-acts [data-insert]");
  const next = all[(all.findIndex((one) => one.dataset.sayWords === button.dataset.insert) + 1) % all.length];
  card.querySelector("[data-say]").replaceChildren(next.content.cloneNode(true));
  button.dataset.insert = next.dataset.sayWords;
  if (button.dataset.inserted) restore(button);
}

function pointAt(id) {
  const row = document.getElementById(id);
  if (!row) return;
  document.dispatchEvent(new CustomEvent("console:sheet", { detail: { open: false } }));
  row.scrollIntoView({ block: "nearest" });
  row.focus({ preventScroll: true });
}
