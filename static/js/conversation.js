/* A conversation is the same for every reader; here it learns which messages are the reader's own or answer them, and answers in place. */
const mine = (within) => {
  const me = document.querySelector("[data-me]")?.dataset.me;
  if (me) for (const said of within.querySelectorAll(`[data-author="${CSS.escape(me)}"]`)) said.classList.add("own");
  if (me) for (const said of within.querySelectorAll(`[data-asked="${CSS.escape(me)}"]`)) said.classList.add("asked");
};

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-answer]");
  if (!link || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const message = link.closest(".message");
  const next = message.nextElementSibling;
  if (next?.matches(".answer-here")) {
    next.remove();
    return;
  }
  const place = Object.assign(document.createElement("div"), { className: "answer-here" });
  message.after(place);
  window.htmx.ajax("GET", link.href, { target: place, swap: "innerHTML" }).then(() => place.querySelector("textarea")?.focus());
});

document.addEventListener("htmx:load", (event) => mine(event.detail.elt.parentElement || document));
mine(document);
